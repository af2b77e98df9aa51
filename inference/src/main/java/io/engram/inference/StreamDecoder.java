package io.engram.inference;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text from ids that arrive one by one. A character whose bytes are spread over several tokens appears with the last of
 * them; what can never become a character appears as U+FFFD as soon as that is known. The pieces joined are what
 * {@link Tokenizer#decode} gives, but for the space that SentencePiece puts before a text. One stream, one thread.
 */
public final class StreamDecoder {
    private final Tokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer pending = ByteBuffer.allocate(64);

    StreamDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Takes the next id and gives the characters that are now complete, possibly none. */
    public String push(int id) {
        tokenizer.decode(id, this::put);
        pending.flip();
        CharBuffer out = CharBuffer.allocate(pending.remaining() + 1);
        utf8.decode(pending, out, false);
        pending.compact();
        return out.flip().toString();
    }

    /** Ends the stream: an unfinished character appears as U+FFFD. */
    public String finish() {
        pending.flip();
        CharBuffer out = CharBuffer.allocate(pending.remaining() + 1);
        utf8.decode(pending, out, true);
        utf8.flush(out);
        utf8.reset();
        pending.clear();
        return out.flip().toString();
    }

    private void put(int b) {
        if (!pending.hasRemaining()) {
            pending = ByteBuffer.allocate(pending.capacity() * 2).put(pending.flip());
        }
        pending.put((byte) b);
    }
}
