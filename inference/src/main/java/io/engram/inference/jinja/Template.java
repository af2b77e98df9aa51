package io.engram.inference.jinja;

import java.math.BigInteger;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A parsed template. Immutable; may render on any number of threads at once. */
public final class Template {
    private static final int MAX_SOURCE = 1 << 20;

    private final List<Statement> body;

    private Template(List<Statement> body) {
        this.body = body;
    }

    /**
     * Parses a source.
     *
     * @throws TemplateException
     *             if it is none, or uses what this language has not
     */
    public static Template parse(String source) {
        if (source.length() > MAX_SOURCE) {
            throw new TemplateException(1,
                    "expected at most " + MAX_SOURCE + " characters, received " + source.length());
        }
        return new Template(Parser.parse(source));
    }

    /**
     * Renders it.
     *
     * @param variables
     *            what the template may use: null, {@code String, Boolean, Number, List, }{@link Trusted} and {@code Map} with string keys, nested
     * @param clock
     *            what {@code strftime_now} tells
     * @throws TemplateException
     *             if the template raises an exception, asks something of a value that it has not, or goes beyond a bound
     */
    public String render(Map<String, ? extends @Nullable Object> variables, Supplier<ZonedDateTime> clock) {
        return render(variables, new Run(clock, null)).text();
    }

    /** The same, and which characters the variables brought in; {@link Trusted} texts among them count as the template's own. */
    public Rendered renderTracked(Map<String, ? extends @Nullable Object> variables, Supplier<ZonedDateTime> clock) {
        Pieces out = render(variables, new Run(clock, new Origins()));
        String marks = out.marks();
        BitSet given = new BitSet(marks.length());
        for (int at = marks.indexOf(Origins.GIVEN); at >= 0; at = marks.indexOf(Origins.GIVEN, at + 1)) {
            given.set(at);
        }
        return new Rendered(out.text(), given);
    }

    private Pieces render(Map<String, ? extends @Nullable Object> variables, Run run) {
        Scope scope = new Scope(null);
        variables.forEach((name, value) -> scope.set(name, value(run, value)));
        Interpreter.render(run, scope, body);
        return run.output();
    }

    private static Object value(Run run, @Nullable Object given) {
        run.enter();
        Object value = switch (given) {
            case null -> None.NONE;
            case String text -> run.given(text);
            case Trusted trusted -> run.own(run.given(trusted.text()));
            case Boolean _,Long _,Double _ -> given;
            case BigInteger n -> Arithmetic.small(n);
            case Integer _,Short _,Byte _ -> ((Number) given).longValue();
            case Number n -> n.doubleValue();
            case Map<?, ?> map -> {
                Map<Object, Object> out = new LinkedHashMap<>();
                map.forEach((k, v) -> out.put(run.given(String.valueOf(k)), value(run, v)));
                yield out;
            }
            case List<?> list -> {
                List<Object> out = new ArrayList<>(list.size());
                list.forEach(v -> out.add(value(run, v)));
                yield out;
            }
            default -> throw run.fail("expected values that JSON knows, received " + given.getClass().getName());
        };
        run.leave();
        return value;
    }
}
