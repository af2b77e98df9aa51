/**
 * The process: start, streams and logging. The command line is in {@code cli}, what it draws in {@code terminal} and
 * {@code chart}, the check of the machine in {@code doctor}.
 *
 * <p><b>Rules.</b> Standard output belongs to a command's result and carries nothing else: before a command runs, {@link
 * java.lang.System#out} is replaced, so that a library that prints cannot mix into JSON. Logs, progress and errors go to
 * standard error, warnings only unless {@code -v} is given.
 *
 * <p><b>Exit status.</b> 0: done. 1: it failed, one line says why. 2: it was called wrongly, one line says what was
 * expected. 130: interrupted.
 *
 * <p><b>Flags.</b> The JVM flags are in {@code jvm.flags}, in the root of the project, and nowhere else; the launcher {@code
 * ./engram} passes them. {@code doctor} reads the same file to say which are missing.
 */
@NullMarked
package io.engram.daemon;

import org.jspecify.annotations.NullMarked;
