package io.engram.inference.jinja;

/** A piece of a template's source. {@code value} is the name, the operator, the text or the number. */
record Token(Kind kind, Object value, int line) {
    enum Kind {
        /** Text outside tags, white-space control done. */
        TEXT,
        /** The start of an output tag. */
        OUTPUT,
        /** The start of a statement tag. */
        BLOCK,
        /** The end of either. */
        END, NAME, STRING, NUMBER, OPERATOR,
        /** The end of the source. */
        EOF
    }

    boolean is(Kind wanted, String text) {
        return kind == wanted && value.equals(text);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case TEXT -> "text";
            case OUTPUT -> "{{";
            case BLOCK -> "{%";
            case END -> "the end of the tag";
            case EOF -> "the end of the template";
            case STRING -> "a string";
            default -> String.valueOf(value);
        };
    }
}
