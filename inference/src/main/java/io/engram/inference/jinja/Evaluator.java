package io.engram.inference.jinja;

import io.engram.inference.jinja.Expression.Passed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of expressions. */
final class Evaluator {
    private Evaluator() {
    }

    static Object value(Run run, Scope scope, Expression e) {
        run.enter();
        run.line = e.line();
        Object value = switch (e) {
            case Expression.Literal literal -> literal.value() instanceof String text
                    ? run.own(text)
                    : literal.value();
            case Expression.Name name -> name(scope, name.name());
            case Expression.ListOf list -> {
                List<Object> items = run.made(values(run, scope, list.items()));
                yield list.tuple() ? new Tuple(items) : items;
            }
            case Expression.DictOf dict -> dict(run, scope, dict);
            case Expression.Attribute a -> attribute(run, value(run, scope, a.of()), a.name());
            case Expression.Item item -> item(run, value(run, scope, item.of()), value(run, scope, item.index()));
            case Expression.Slice slice -> Slices.slice(run, value(run, scope, slice.of()),
                    bound(run, scope, slice.from()), bound(run, scope, slice.to()), bound(run, scope, slice.step()));
            case Expression.Call call -> call(run, value(run, scope, call.callee()), called(call.callee()),
                    arguments(run, scope, call.passed(), called(call.callee())), e.line());
            case Expression.Filter filter -> {
                Object of = value(run, scope, filter.of());
                Arguments arguments = arguments(run, scope, filter.passed(), filter.name()).before(of);
                run.line = e.line();
                yield Filters.apply(run, filter.name(), arguments);
            }
            case Expression.Test test -> {
                Object of = value(run, scope, test.of());
                Arguments arguments = arguments(run, scope, test.passed(), test.name()).before(of);
                run.line = e.line();
                yield Tests.holds(run, test.name(), arguments) != test.negated();
            }
            case Expression.Unary unary -> unary(run, unary.operator(), value(run, scope, unary.of()));
            case Expression.Binary binary -> binary(run, scope, binary);
            case Expression.Compare compare -> compare(run, scope, compare);
            case Expression.Conditional c -> Values.truth(value(run, scope, c.test()))
                    ? value(run, scope, c.then())
                    : c.otherwise() == null
                            ? new Undefined("the value of an if without else")
                            : value(run, scope, c.otherwise());
        };
        run.leave();
        return value;
    }

    private static Object name(Scope scope, String name) {
        Object value = scope.find(name);
        if (value == null) {
            value = Globals.of(name);
        }
        return value == null ? new Undefined("'" + name + "'") : value;
    }

    private static List<Object> values(Run run, Scope scope, List<Expression> expressions) {
        List<Object> out = new ArrayList<>(expressions.size());
        for (Expression e : expressions) {
            out.add(value(run, scope, e));
        }
        return out;
    }

    private static Object dict(Run run, Scope scope, Expression.DictOf dict) {
        Map<Object, Object> out = new LinkedHashMap<>();
        for (int i = 0; i < dict.keys().size(); i++) {
            out.put(Values.key(run, value(run, scope, dict.keys().get(i))), value(run, scope, dict.values().get(i)));
        }
        return run.made(out);
    }

    private static Object bound(Run run, Scope scope, @Nullable Expression e) {
        return e == null ? None.NONE : value(run, scope, e);
    }

    /** {@code value.name}: a method, or an element under that key. */
    static Object attribute(Run run, Object value, String name) {
        Object found = method(run, value, name);
        if (found == null && value instanceof Map<?, ?> map) {
            found = map.get(name);
        }
        return found == null ? new Undefined(Values.kind(value) + "." + name) : found;
    }

    private static @Nullable Object method(Run run, Object value, String name) {
        return switch (value) {
            case Undefined u -> throw run.fail(u.what() + " is undefined, so it has no " + name);
            case String text -> StringMethods.of(text, name);
            case Map<?, ?> map -> DictMethods.of(map, name);
            case List<?> list -> DictMethods.of(list, name);
            case Namespace space -> space.values().get(name);
            case LoopState loop -> loop.attribute(name);
            case Macro macro -> name.equals("name") ? macro.name() : null;
            default -> null;
        };
    }

    /** {@code value[index]}: an element, or where there is none and the index is a name, an attribute. */
    static Object item(Run run, Object value, Object index) {
        if (value instanceof Undefined u) {
            throw run.fail(u.what() + " is undefined, so it has no element " + Texts.text(run, index));
        }
        Object found = null;
        if (value instanceof Map<?, ?> map) {
            found = map.get(Values.key(run, index));
        } else if ((value instanceof List<?> || value instanceof String) && Values.isWhole(index)) {
            found = Slices.at(run, value, Values.decimal(index).longValue());
        }
        if (found == null && index instanceof String name) {
            found = method(run, value, name);
        }
        return found == null
                ? new Undefined("element " + Texts.repr(run, index) + " of a " + Values.kind(value))
                : found;
    }

    private static String called(Expression callee) {
        return switch (callee) {
            case Expression.Name name -> name.name();
            case Expression.Attribute a -> a.name();
            default -> "call";
        };
    }

    private static Object call(Run run, Object callee, String who, Arguments arguments, int line) {
        run.line = line;
        if (callee instanceof Undefined u) {
            throw run.fail(u.what() + " is undefined, so it cannot be called");
        }
        if (!(callee instanceof Callable callable)) {
            throw run.fail(who + ": expected a function, received " + Values.kind(callee));
        }
        return callable.call(run, arguments);
    }

    static Arguments arguments(Run run, Scope scope, Passed passed, String who) {
        List<Object> positional = values(run, scope, passed.positional());
        if (passed.star() != null) {
            positional.addAll(Values.elements(run, value(run, scope, passed.star())));
        }
        Map<String, Object> named = new LinkedHashMap<>();
        passed.named().forEach((name, e) -> named.put(name, value(run, scope, e)));
        if (passed.twoStars() != null) {
            if (!(value(run, scope, passed.twoStars()) instanceof Map<?, ?> map)) {
                throw run.fail(who + ": expected a dict after **");
            }
            map.forEach((name, v) -> named.put(Texts.text(run, name), v));
        }
        return new Arguments(who, run.made(positional), named);
    }

    private static Object unary(Run run, String operator, Object value) {
        if (operator.equals("not")) {
            return !Values.truth(value);
        }
        Filters.number(run, operator, value);
        return Arithmetic.binary(run, operator, value instanceof Double ? (Object) 0.0 : 0L, value);
    }

    private static Object binary(Run run, Scope scope, Expression.Binary e) {
        Object left = value(run, scope, e.left());
        return switch (e.operator()) {
            case "and" -> Values.truth(left) ? value(run, scope, e.right()) : left;
            case "or" -> Values.truth(left) ? left : value(run, scope, e.right());
            case "~" -> {
                String a = Texts.text(run, left);
                String b = Texts.text(run, value(run, scope, e.right()));
                yield run.joined(a, b);
            }
            default -> {
                Object right = value(run, scope, e.right());
                run.line = e.line();
                yield Arithmetic.binary(run, e.operator(), left, right);
            }
        };
    }

    private static Object compare(Run run, Scope scope, Expression.Compare e) {
        Object left = value(run, scope, e.first());
        for (int i = 0; i < e.operators().size(); i++) {
            Object right = value(run, scope, e.rest().get(i));
            run.line = e.line();
            if (!compare(run, e.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    static boolean compare(Run run, String operator, Object a, Object b) {
        return switch (operator) {
            case "==" -> Values.same(run, a, b);
            case "!=" -> !Values.same(run, a, b);
            case "in" -> Values.contains(run, b, a);
            case "not in" -> !Values.contains(run, b, a);
            case "<" -> Values.compare(run, a, b) < 0;
            case "<=" -> Values.compare(run, a, b) <= 0;
            case ">" -> Values.compare(run, a, b) > 0;
            default -> Values.compare(run, a, b) >= 0;
        };
    }
}
