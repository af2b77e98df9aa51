package io.engram.inference.jinja;

/** Python's {@code None}: a value that is there and says nothing. */
enum None {
    NONE;

    @Override
    public String toString() {
        return "None";
    }
}
