/**
 * GGUF model files: reading them mapped, writing them streamed.
 *
 * <p><b>Role.</b> {@link io.engram.inference.gguf.GgufFile} maps a file and gives typed metadata and tensors over the mapped
 * bytes; {@link io.engram.inference.gguf.GgufWriter} writes one. Field by field (version 3, little-endian): magic
 * {@code GGUF}, u32 version, u64 tensor count, u64 key count; per key a string, u32 type and the value; per tensor a
 * string, u32 number of dimensions, u64 dimensions (innermost first), u32 storage type, u64 offset from the data section;
 * then padding to {@code general.alignment} (32) and the data. A string is a u64 length and UTF-8 bytes, an array a u32
 * element type, a u64 count and the elements.
 *
 * <p><b>Guarantee.</b> A file is untrusted. Every length is compared with the bytes that are left before anything is
 * allocated or read, every offset with the data section, every enum code with the known ones; tensors may not overlap.
 * Whatever the bytes, opening ends in time and memory proportional to the header with either a usable file or a
 * {@link io.engram.inference.ModelFormatException} that names the offset.
 *
 * <p><b>Left out on purpose.</b> Big-endian files, version 1, nested arrays, sharded files.
 *
 * <p><b>Threading.</b> A {@code GgufFile} is immutable until closed and may be shared; closing while another thread reads
 * a tensor makes that read fail with {@link java.lang.IllegalStateException}. A writer belongs to one thread.
 */
@NullMarked
package io.engram.inference.gguf;

import org.jspecify.annotations.NullMarked;
