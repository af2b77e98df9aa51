package io.engram.inference;

import java.util.List;
import java.util.function.Consumer;

/**
 * Passes text on as it comes, but holds back a tail that could be the start of a stop string; when one is complete, nothing
 * from its start on is passed.
 */
final class StopText {
    private final List<String> stops;
    private final Consumer<String> out;
    private final StringBuilder text = new StringBuilder();
    private int passed;
    private boolean stopped;

    StopText(List<String> stops, Consumer<String> out) {
        this.stops = stops;
        this.out = out;
    }

    /** Takes a piece; true if a stop string is now complete. */
    boolean push(String piece) {
        int before = text.length();
        text.append(piece);
        int at = -1;
        for (String stop : stops) {
            int found = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
            at = found >= 0 && (at < 0 || found < at) ? found : at;
        }
        if (at >= 0) {
            stopped = true;
            text.setLength(Math.max(at, passed));
        }
        pass(stopped ? text.length() : text.length() - held());
        return stopped;
    }

    /** Passes what was held back. */
    void flush() {
        pass(text.length());
    }

    /** Everything passed or held. */
    String text() {
        return text.toString();
    }

    private void pass(int end) {
        if (end > passed) {
            out.accept(text.substring(passed, end));
            passed = end;
        }
    }

    /** Length of the longest tail that starts a stop string. */
    private int held() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, text.length() - passed); n > longest; n--) {
                if (stop.startsWith(text.substring(text.length() - n))) {
                    longest = n;
                    break;
                }
            }
        }
        return longest;
    }
}
