/**
 * What a terminal shows: styles, small charts, tables and a region that redraws in place.
 *
 * <p><b>Rules.</b> Everything returns text; writing it is the caller's business, except for {@link
 * io.engram.daemon.terminal.LiveRegion}, which owns the lines it draws. Nothing here knows what an agent is. Widths are in
 * character cells; the text drawn here uses characters one cell wide.
 *
 * <p><b>Threads.</b> Values are immutable; a live region belongs to one thread at a time.
 */
@NullMarked
package io.engram.daemon.terminal;

import org.jspecify.annotations.NullMarked;
