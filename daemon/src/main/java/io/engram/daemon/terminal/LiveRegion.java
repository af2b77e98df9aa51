package io.engram.daemon.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * A few lines at the bottom of the terminal that are redrawn in place.
 *
 * <p>Each drawing moves up over the last one, writes every line anew and clears to the line's end, all in one write, so that
 * nothing flickers. Lines must fit the width: the terminal would wrap a longer one and the count would be off.
 */
public final class LiveRegion implements AutoCloseable {
    private final PrintStream out;
    private int drawn;

    /** Hides the cursor until {@link #close()}. */
    public LiveRegion(PrintStream out) {
        this.out = out;
        out.print("\u001b[?25l");
        out.flush();
    }

    /** Replaces what is shown. */
    public void draw(List<String> lines) {
        var text = new StringBuilder();
        if (drawn > 0)
            text.append("\u001b[").append(drawn).append('A');
        for (String line : lines)
            text.append('\r').append(line).append("\u001b[K\n");
        for (int i = lines.size(); i < drawn; i++)
            text.append("\r\u001b[K\n");
        drawn = Math.max(drawn, lines.size());
        out.print(text);
        out.flush();
    }

    /** Takes the lines away and shows the cursor again. */
    @Override
    public void close() {
        out.print((drawn > 0 ? "\u001b[" + drawn + "A\r\u001b[J" : "") + "\u001b[?25h");
        out.flush();
        drawn = 0;
    }
}
