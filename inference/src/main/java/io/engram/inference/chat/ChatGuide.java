package io.engram.inference.chat;

import io.engram.inference.Constraint;
import io.engram.inference.StreamDecoder;
import io.engram.inference.TokenGuide;
import io.engram.inference.Tokenizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a reply within its thinking budget, its tool calls well-formed or its answer of a form, and counts tokens. */
final class ChatGuide implements TokenGuide {
    private static final int KEPT = 400;
    private static final String ANALYSIS = "<|channel|>analysis<|message|>";
    private static final String FINAL = "<|start|>assistant<|channel|>final<|message|>";

    private final Tokenizer tokenizer;
    private final ReplyFormat format;
    private final ChatOptions options;
    private final CallGrammars grammars;
    private final TokenGuide words;
    private final StreamDecoder decoder;
    private final StringBuilder tail = new StringBuilder();
    private final Deque<Integer> queue = new ArrayDeque<>();
    private boolean thinking;
    private int thinkingTokens;
    private int answerTokens;
    private boolean mustCall;
    private Constraint.@Nullable Cursor form;
    /** Whether {@code form} is that of the whole answer, and not that of a call. */
    private boolean answering;
    private boolean wasForced;
    /** Tokens that end {@code form} when it is whole; without any, it ends by itself. */
    private List<Integer> formEnds = List.of();
    private CallGrammars.@Nullable Hold then;
    /** Whether {@code tail} is all of the answer so far. */
    private boolean whole = true;

    ChatGuide(Tokenizer tokenizer, ReplyFormat format, ChatOptions options, CallGrammars grammars, TokenGuide words,
            boolean inside) {
        this.tokenizer = tokenizer;
        this.format = format;
        this.options = options;
        this.grammars = grammars;
        this.words = words;
        this.decoder = tokenizer.streamDecoder();
        this.thinking = inside;
        this.mustCall = options.calls() == ChatOptions.Calls.REQUIRED;
        if (inside && options.thinking().tokens() == 0) {
            close(false);
        } else if (mustCall && !inside) {
            call(false);
        } else if (options.form().isPresent() && !inside) {
            begin();
        } else if (!inside) {
            hold();
        }
    }

    /** Where the answer is to have a form, the model does not choose by itself whether it thinks. */
    private void begin() {
        boolean thinks = options.thinking().tokens() > 0;
        if (format.harmony()) {
            force(thinks ? ANALYSIS : "<|channel|>final<|message|>");
        } else if (thinks && format.thinkStart() != null) {
            force(format.thinkStart());
        }
        if (queue.isEmpty() || (format.harmony() && !thinks)) {
            answer();
        }
    }

    private void answer() {
        if (options.form().isPresent()) {
            form = options.form().get().cursor(tokenizer);
            answering = true;
        }
    }

    int thinkingTokens() {
        return thinkingTokens;
    }

    int answerTokens() {
        return answerTokens;
    }

    @Override
    public int forced() {
        Integer next = queue.poll();
        wasForced = next != null;
        return next == null ? NONE : next;
    }

    @Override
    public float[] mask(float[] logits) {
        float[] formed = form == null ? logits : formEnds.isEmpty() ? form.mask(logits) : form.mask(logits, formEnds);
        return words.mask(formed);
    }

    /** A message that ends is not yet the end where replies are several messages. */
    @Override
    public boolean ends(int id) {
        return answering || !format.harmony() || !tokenizer.tokenText(id).equals("<|end|>");
    }

    @Override
    public boolean closed() {
        return answering && form != null && queue.isEmpty() && form.closed();
    }

    @Override
    public void accept(int id) {
        words.accept(id);
        if (thinking) {
            thinkingTokens++;
        } else {
            answerTokens++;
        }
        tail.append(id < tokenizer.size() ? decoder.push(id) : "");
        if (tail.length() > 2 * KEPT) {
            tail.delete(0, tail.length() - KEPT);
            whole = false;
        }
        if (answering && form != null) {
            if (!wasForced) {
                form.accept(id);
            }
            return;
        }
        if (form != null) {
            if (!formEnds.contains(id) || !form.complete()) {
                form.accept(id);
                boolean over = form.complete() && formEnds.isEmpty();
                if (!over && !form.dead()) {
                    return;
                }
            }
            boolean dead = form.dead();
            form = null;
            if (then != null && !dead) {
                begin(then);
                return;
            }
        }
        if (thinking) {
            afterThought();
        } else if (ended(format.harmony() ? ANALYSIS : format.thinkStart())) {
            thinking = true;
            if (options.thinking().tokens() == 0) {
                close(false);
            }
        } else {
            hold();
        }
    }

    private void hold() {
        CallGrammars.Hold hold = grammars.after(tail.toString(), whole);
        if (hold != null) {
            begin(hold);
        }
    }

    private void begin(CallGrammars.Hold hold) {
        Constraint.Cursor cursor = hold.form().cursor(tokenizer);
        cursor.accept(hold.begun());
        form = cursor.dead() ? null : cursor;
        formEnds = hold.marks();
        then = hold.then();
    }

    private boolean ended(@Nullable String mark) {
        return mark != null && tail.length() >= mark.length()
                && tail.substring(tail.length() - mark.length()).equals(mark);
    }

    private void afterThought() {
        if (ended(format.harmony() ? "<|end|>" : format.thinkEnd())) {
            thinking = false;
            tail.setLength(0);
            whole = true;
            if (mustCall) {
                call(true);
            } else if (options.form().isPresent()) {
                if (format.harmony() && queue.isEmpty()) {
                    force(FINAL);
                }
                answer();
            }
        } else if (queue.isEmpty() && thinkingTokens >= options.thinking().tokens()) {
            close(true);
        }
    }

    /** Ends the thinking in the family's own way, with a sentence if it was cut off. */
    private void close(boolean cut) {
        String sentence = cut && !options.closing().isEmpty() ? "\n" + options.closing() : "";
        if (format.harmony() || format.thinkEnd() == null) {
            force(sentence + "<|end|>" + (mustCall ? "" : FINAL));
            return;
        }
        // One by one, so that a mark that is no token of its own does not grow together with the line ends around it.
        force(sentence + "\n");
        force(format.thinkEnd());
        force("\n\n");
    }

    private void call(boolean followsThinking) {
        mustCall = false;
        if (format.harmony() && !followsThinking) {
            hold();
        }
        force(grammars.opening(followsThinking));
    }

    private void force(String text) {
        for (int id : tokenizer.encode(text, true)) {
            queue.add(id);
        }
    }
}
