package io.engram.inference.chat;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Looks for marks in text of which more may come. */
final class Marks {
    /** A mark and where it starts. */
    record Found(String mark, int at) {
    }

    private Marks() {
    }

    /** The first of the marks, the longest where several start at the same place. */
    static @Nullable Found first(CharSequence text, Collection<String> marks, int from) {
        String all = text.toString();
        Found best = null;
        for (String mark : marks) {
            int at = all.indexOf(mark, from);
            if (at >= 0 && (best == null || at < best.at || (at == best.at && mark.length() > best.mark.length()))) {
                best = new Found(mark, at);
            }
        }
        return best;
    }

    /** Length of the longest end of the text that starts a mark without being one. */
    static int held(CharSequence text, Collection<String> marks) {
        String all = text.toString();
        int longest = 0;
        for (String mark : marks) {
            for (int n = Math.min(mark.length() - 1, all.length()); n > longest; n--) {
                if (all.regionMatches(all.length() - n, mark, 0, n)) {
                    longest = n;
                    break;
                }
            }
        }
        return longest;
    }
}
