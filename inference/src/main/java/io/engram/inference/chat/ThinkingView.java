package io.engram.inference.chat;

import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Passes events on with as much of the thinking as is to be shown. */
final class ThinkingView implements Consumer<ReplyEvent> {
    private final ChatOptions.Shown shown;
    private final IntSupplier tokens;
    private final Consumer<ReplyEvent> events;
    private boolean thought;

    ThinkingView(ChatOptions.Shown shown, IntSupplier tokens, Consumer<ReplyEvent> events) {
        this.shown = shown;
        this.tokens = tokens;
        this.events = events;
    }

    @Override
    public void accept(ReplyEvent event) {
        if (event instanceof ReplyEvent.Thinking && shown != ChatOptions.Shown.VISIBLE) {
            thought = true;
            return;
        }
        finish();
        events.accept(event);
    }

    /** Tells the length of thinking that is over. */
    void finish() {
        if (thought && shown == ChatOptions.Shown.LENGTH) {
            events.accept(new ReplyEvent.Thought(tokens.getAsInt()));
        }
        thought = false;
    }
}
