package io.engram.inference.corpus;

import java.io.IOException;

/** A text that cannot be learned from: says file, line and what was expected. */
public final class CorpusFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    CorpusFormatException(String message) {
        super(message);
    }
}
