package io.engram.inference.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code loop} is inside a loop; in a recursive one it can be called. */
final class LoopState implements Callable {
    /** Renders the same loop over other elements. */
    interface Again {
        Object render(Run run, Object over, int depth);
    }

    private final List<Object> elements;
    private final int depth;
    private final @Nullable Again again;
    private @Nullable Object last;
    int index;

    LoopState(List<Object> elements, int depth, @Nullable Again again) {
        this.elements = elements;
        this.depth = depth;
        this.again = again;
    }

    @Nullable
    Object attribute(String name) {
        long left = (long) elements.size() - index;
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> left;
            case "revindex0" -> left - 1;
            case "first" -> index == 0;
            case "last" -> left == 1;
            case "length" -> (long) elements.size();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> index == 0 ? new Undefined("loop.previtem") : elements.get(index - 1);
            case "nextitem" -> left == 1 ? new Undefined("loop.nextitem") : elements.get(index + 1);
            case "cycle" -> (Callable) (run, a) -> {
                if (a.size() == 0) {
                    throw run.fail("loop.cycle: expected at least one item");
                }
                return a.positional().get(index % a.size());
            };
            case "changed" -> (Callable) (run, a) -> {
                Object now = new Tuple(a.positional());
                boolean changed = last == null || !Values.same(run, last, now);
                last = now;
                return changed;
            };
            default -> null;
        };
    }

    @Override
    public Object call(Run run, Arguments arguments) {
        if (again == null) {
            throw run.fail("loop: expected a loop marked recursive");
        }
        return again.render(run, arguments.need(run, 0, "iterable"), depth + 1);
    }
}
