package io.engram.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs a grammar over bytes. A state is the set of stacks that the bytes so far allow; states and the steps between them are
 * kept, so that text of a known kind costs one array read a byte. What is kept is bounded: beyond it the matcher forgets
 * all and learns anew, and states that somebody holds stay valid. One thread at a time.
 */
public final class GrammarMatcher {
    private static final int MAX_STATES = 20_000;
    private static final int MAX_FRAMES = 200_000;
    /** Ways to go on that one place may have; more come of nested repetitions of what can be empty. */
    private static final int MAX_WAYS = 100_000;

    private final Grammar grammar;
    private final Map<Frame, Frame> frames = new HashMap<>();
    private final Map<List<Object>, State> states = new HashMap<>();
    private final IdentityHashMap<int[], Sequence> sequences = new IdentityHashMap<>();
    private final int mostStates;
    private final int mostFrames;
    private long nextFrame;
    private final State start;

    /** A matcher at no particular place. */
    public GrammarMatcher(Grammar grammar) {
        this(grammar, MAX_STATES, MAX_FRAMES);
    }

    /** A matcher that forgets what it learned beyond so many states or frames. */
    GrammarMatcher(Grammar grammar, int mostStates, int mostFrames) {
        this.grammar = grammar;
        this.mostStates = mostStates;
        this.mostFrames = mostFrames;
        Closure closure = new Closure();
        for (int[] sequence : grammar.alternatives(grammar.root())) {
            closure.add(sequence, 0, null);
        }
        start = closure.state();
    }

    /** What remains of one alternative, above what remains of those that called it. */
    private static final class Frame {
        private final Sequence sequence;
        private final int at;
        private final @Nullable Frame below;
        private final int hash;
        /** Frames are numbered as they are made. */
        private final long number;

        Frame(Sequence sequence, int at, @Nullable Frame below, long number) {
            this.number = number;
            this.sequence = sequence;
            this.at = at;
            this.below = below;
            // Frames below are interned, so their hash stands for the whole stack.
            this.hash = 31 * (31 * System.identityHashCode(sequence) + at) + (below == null ? 0 : below.hash);
        }

        int element() {
            return sequence.elements[at];
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Frame f && f.sequence == sequence && f.at == at && f.below == below;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** An alternative, compared by identity. */
    private static final class Sequence {
        private final int[] elements;

        Sequence(int[] elements) {
            this.elements = elements;
        }
    }

    /** Everything that may come next. */
    public static final class State {
        private final List<Frame> stacks;
        private final boolean complete;
        private final @Nullable State[] next = new State[256];

        private final boolean tokens;

        private State(List<Frame> stacks, boolean complete) {
            this.stacks = stacks;
            this.complete = complete;
            this.tokens = stacks.stream().anyMatch(f -> f.element() >= Grammar.TOKEN);
        }

        /** Whether a token that the grammar names may come next. */
        public boolean namesTokens() {
            return tokens;
        }

        /** Whether some text goes on from here. */
        boolean takesBytes() {
            return stacks.stream().anyMatch(f -> f.element() < Grammar.TOKEN);
        }

        /** Whether the text so far is a whole text of the grammar. */
        public boolean complete() {
            return complete;
        }

        /** Whether no text goes on from here. */
        public boolean closed() {
            return stacks.isEmpty();
        }
    }

    /** Before the first byte. */
    public State start() {
        return start;
    }

    /** After one more byte, 0..255; a state that is neither complete nor open if the grammar does not allow it. */
    public State step(State state, int b) {
        State known = state.next[b];
        if (known != null) {
            return known;
        }
        if (states.size() >= mostStates || frames.size() >= mostFrames) {
            forget();
        }
        Closure closure = new Closure();
        // The bytes around b that every range holds or leaves out as it does b lead to the same state.
        int least = 0;
        int most = 255;
        for (Frame frame : state.stacks) {
            int range = frame.element();
            int low = range & 0xff;
            int high = range >> 8;
            if (range >= Grammar.TOKEN) {
                continue;
            }
            if (b < low) {
                most = Math.min(most, low - 1);
            } else if (b > high) {
                least = Math.max(least, high + 1);
            } else {
                least = Math.max(least, low);
                most = Math.min(most, high);
                closure.add(frame.sequence.elements, frame.at + 1, frame.below);
            }
        }
        State after = closure.state();
        Arrays.fill(state.next, least, most + 1, after);
        return after;
    }

    /**
     * After a token that the grammar names, and not its text.
     *
     * @param matches
     *            whether the token is one that {@link Grammar#tokens} has at an index
     */
    public State stepToken(State state, IntPredicate matches) {
        Closure closure = new Closure();
        for (Frame frame : state.stacks) {
            int element = frame.element();
            if (element >= Grammar.TOKEN && matches.test(element - Grammar.TOKEN)) {
                closure.add(frame.sequence.elements, frame.at + 1, frame.below);
            }
        }
        return closure.state();
    }

    /** Everything that may come next after one or the other. */
    public State either(State a, State b) {
        if (a == b || (b.closed() && !b.complete)) {
            return a;
        }
        if (a.closed() && !a.complete) {
            return b;
        }
        Closure closure = new Closure();
        closure.stacks.addAll(a.stacks);
        closure.stacks.addAll(b.stacks);
        closure.complete = a.complete || b.complete;
        return closure.state();
    }

    /** The places in {@link Grammar#tokens} of those that may come next. */
    int[] tokens(State state) {
        return state.stacks.stream().mapToInt(Frame::element).filter(e -> e >= Grammar.TOKEN)
                .map(e -> e - Grammar.TOKEN).distinct().toArray();
    }

    /** The tokens that the grammar names. */
    public List<GrammarToken> tokens() {
        return grammar.tokens();
    }

    private void forget() {
        frames.clear();
        states.clear();
        Arrays.fill(start.next, null);
    }

    /** States and frames kept. */
    int kept() {
        return states.size() + frames.size();
    }

    /**
     * Whether a whole text belongs to the grammar.
     *
     * @throws GrammarException
     *             if the grammar names tokens, of which a text alone does not say whether they are there
     */
    public boolean accepts(String text) {
        if (!grammar.tokens().isEmpty()) {
            throw new GrammarException("grammar", "expected rules over text alone, received the token "
                    + grammar.tokens().getFirst() + ", which needs a model's vocabulary");
        }
        State state = start;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = step(state, b & 0xff);
            if (state.closed() && !state.complete) {
                return false;
            }
        }
        return state.complete();
    }

    /** Follows rule references down to the bytes that may come next. */
    private final class Closure {
        private final SortedSet<Frame> stacks = new TreeSet<>(Comparator.comparingLong(f -> f.number));
        private final Set<Frame> seen = new HashSet<>();
        private boolean complete;

        /** What comes from {@code elements[at]} on, and then below. */
        void add(int[] elements, int at, @Nullable Frame below) {
            List<Frame> work = new ArrayList<>();
            push(elements, at, below, work);
            while (!work.isEmpty()) {
                Frame frame = work.removeLast();
                int element = frame.element();
                if (element >= 0) {
                    stacks.add(frame);
                    continue;
                }
                // A reference in last place leaves nothing to come back to.
                boolean last = frame.at + 1 == frame.sequence.elements.length;
                Frame back = last ? frame.below : intern(frame.sequence, frame.at + 1, frame.below);
                for (int[] sequence : grammar.alternatives(-1 - element)) {
                    push(sequence, 0, back, work);
                }
            }
        }

        private void push(int[] elements, int at, @Nullable Frame below, List<Frame> work) {
            if (at < elements.length) {
                Frame frame = intern(sequence(elements), at, below);
                if (seen.add(frame)) {
                    bounded();
                    work.add(frame);
                }
            } else if (below == null) {
                complete = true;
            } else if (seen.add(below)) {
                bounded();
                work.add(below);
            }
        }

        private void bounded() {
            if (seen.size() > MAX_WAYS) {
                throw new GrammarException("grammar", "expected at most " + MAX_WAYS + " ways to go on at one place");
            }
        }

        State state() {
            List<Object> key = new ArrayList<>(stacks);
            key.add(complete);
            return states.computeIfAbsent(key, k -> new State(List.copyOf(stacks), complete));
        }
    }

    private Sequence sequence(int[] elements) {
        return sequences.computeIfAbsent(elements, Sequence::new);
    }

    private Frame intern(Sequence sequence, int at, @Nullable Frame below) {
        return frames.computeIfAbsent(new Frame(sequence, at, below, nextFrame++), f -> f);
    }
}
