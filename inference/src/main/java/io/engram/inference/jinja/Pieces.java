package io.engram.inference.jinja;

import org.jspecify.annotations.Nullable;

/** A text that grows by pieces of others and keeps their origins. */
final class Pieces {
    private final StringBuilder text = new StringBuilder();
    private final @Nullable Origins origins;
    private final StringBuilder marks = new StringBuilder();

    Pieces(@Nullable Origins origins) {
        this.origins = origins;
    }

    Pieces append(String piece) {
        return append(piece, 0, piece.length());
    }

    Pieces append(String piece, int from, int to) {
        text.append(piece, from, to);
        if (origins != null) {
            marks.append(origins.of(piece), from, to);
        }
        return this;
    }

    int length() {
        return text.length();
    }

    /** The whole text, whose origins are known from now on. */
    String text() {
        String whole = text.toString();
        if (origins != null && !whole.isEmpty()) {
            origins.put(whole, marks.toString());
        }
        return whole;
    }

    /** One mark a character; empty if origins are not asked for. */
    String marks() {
        return marks.toString();
    }
}
