package io.engram.inference.chat;

/** Finds the end of a JSON object or array whose text arrives in pieces. */
final class JsonScan {
    private int at;
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** Starts at an opening brace or bracket. */
    JsonScan(int from) {
        at = from;
    }

    /** Index after the value, or -1 if it has not ended yet. */
    int end(CharSequence text) {
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (inString) {
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth <= 0) {
                return at + 1;
            }
        }
        return -1;
    }

    /** Whether an index before where the scan stands is outside of strings is known only as it passes; this is where it stands. */
    int position() {
        return at;
    }

    boolean inString() {
        return inString;
    }
}
