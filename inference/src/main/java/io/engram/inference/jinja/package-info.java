/**
 * The Jinja template language as chat templates use it, rendered to the same bytes as Python's jinja2 does with the settings of
 * the transformers library (trimmed blocks, loop controls, {@code generation}, its {@code tojson}).
 *
 * <p><b>Role.</b> {@link io.engram.inference.jinja.Template} is all that others use. A {@code Lexer} cuts the source and applies
 * white-space control, a {@code Parser} makes {@code Statement}s and {@code Expression}s, and an {@code Interpreter} walks them.
 * {@code docs/design/40-chat.md} says why this is no library.
 *
 * <p><b>Values.</b> What JSON knows: {@code String, Boolean, Long, BigInteger, Double, List, Map}, with {@code None.NONE} for
 * null; and what templates make: {@code Undefined, Tuple, Namespace} and {@code Callable}s. They compare, print and convert as
 * in Python. No other object is ever reached: there is no reflection, no file, no network, no include.
 *
 * <p><b>Whose text.</b> {@link io.engram.inference.jinja.Template#renderTracked} also tells which characters the template wrote
 * itself and which the variables brought in ({@code Origins}), through joining, cutting, stripping, replacing, formatting and
 * macros; what any other operation makes counts as brought in.
 *
 * <p><b>Bounds.</b> Steps, nesting, text length and range sizes are limited ({@code Run}), so that a hostile template ends with
 * a {@link io.engram.inference.jinja.TemplateException} that names the line.
 *
 * <p><b>Threading.</b> A template is immutable and may render on any number of threads at once.
 */
@NullMarked
package io.engram.inference.jinja;

import org.jspecify.annotations.NullMarked;
