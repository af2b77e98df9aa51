package io.engram.inference.jinja;

import io.engram.inference.jinja.Expression.Passed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tokens to expressions, by jinja2's order of precedence: condition, or, and, not, comparison, + -, ~, * / // %, **, sign. */
final class ExpressionParser {
    private static final int MAX_NESTING = 100;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenStream tokens;
    private int nesting;
    /** Whether a name for further arguments of a macro was read. */
    boolean takesMore;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    Expression expression() {
        return conditional();
    }

    /** One expression, or several with commas between as a tuple; without {@code conditions}, {@code if} ends it. */
    Expression tuple(boolean conditions) {
        int line = line();
        List<Expression> items = new ArrayList<>();
        boolean comma = false;
        while (!ends(conditions)) {
            items.add(conditions ? conditional() : either());
            if (!tokens.skip(",")) {
                break;
            }
            comma = true;
        }
        if (items.isEmpty()) {
            throw tokens.unexpected("an expression");
        }
        return comma ? new Expression.ListOf(line, items, true) : items.getFirst();
    }

    private boolean ends(boolean conditions) {
        Token token = tokens.peek();
        return token.kind() == Token.Kind.END || token.is(Token.Kind.OPERATOR, ")")
                || (!conditions && token.is(Token.Kind.NAME, "recursive"));
    }

    private Expression conditional() {
        if (++nesting > MAX_NESTING) {
            throw tokens.bad("expected expressions nested at most " + MAX_NESTING + " deep");
        }
        Expression value = either();
        while (tokens.peek().is(Token.Kind.NAME, "if")) {
            int line = line();
            tokens.next();
            Expression test = either();
            Expression otherwise = tokens.skipName("else") ? conditional() : null;
            value = new Expression.Conditional(line, value, test, otherwise);
        }
        nesting--;
        return value;
    }

    private Expression either() {
        Expression left = both();
        while (tokens.peek().is(Token.Kind.NAME, "or")) {
            int line = tokens.next().line();
            left = new Expression.Binary(line, "or", left, both());
        }
        return left;
    }

    private Expression both() {
        Expression left = not();
        while (tokens.peek().is(Token.Kind.NAME, "and")) {
            int line = tokens.next().line();
            left = new Expression.Binary(line, "and", left, not());
        }
        return left;
    }

    private Expression not() {
        if (tokens.peek().is(Token.Kind.NAME, "not")) {
            int line = tokens.next().line();
            deeper();
            Expression of = not();
            nesting--;
            return new Expression.Unary(line, "not", of);
        }
        return compare();
    }

    private Expression compare() {
        int line = line();
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> rest = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains((String) token.value())) {
                operators.add((String) tokens.next().value());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (token.is(Token.Kind.NAME, "not") && tokens.peek(1).is(Token.Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                return rest.isEmpty() ? first : new Expression.Compare(line, first, operators, rest);
            }
            rest.add(sum());
        }
    }

    private Expression sum() {
        return leftToRight(this::joined, "+", "-");
    }

    private Expression joined() {
        return leftToRight(this::product, "~");
    }

    private Expression product() {
        return leftToRight(this::power, "*", "/", "//", "%");
    }

    private Expression power() {
        return leftToRight(() -> unary(true), "**");
    }

    private Expression leftToRight(Supplier<Expression> operand, String... operators) {
        Expression left = operand.get();
        Token token = operator(operators);
        while (token != null) {
            left = new Expression.Binary(token.line(), (String) token.value(), left, operand.get());
            token = operator(operators);
        }
        return left;
    }

    private @Nullable Token operator(String... wanted) {
        Token token = tokens.peek();
        return token.kind() == Token.Kind.OPERATOR && List.of(wanted).contains(token.value()) ? tokens.next() : null;
    }

    private Expression unary(boolean filters) {
        Expression value;
        Token token = operator("-", "+");
        if (token != null) {
            deeper();
            value = new Expression.Unary(token.line(), (String) token.value(), unary(false));
            nesting--;
        } else {
            value = primary();
        }
        value = postfix(value);
        return filters ? filters(value, false) : value;
    }

    private void deeper() {
        if (++nesting > MAX_NESTING) {
            throw tokens.bad("expected expressions nested at most " + MAX_NESTING + " deep");
        }
    }

    private Expression primary() {
        Token token = tokens.next();
        int line = token.line();
        return switch (token.kind()) {
            case NUMBER -> new Expression.Literal(line, token.value());
            case STRING -> {
                StringBuilder text = new StringBuilder((String) token.value());
                while (tokens.peek().kind() == Token.Kind.STRING) {
                    text.append((String) tokens.next().value());
                }
                yield new Expression.Literal(line, text.toString());
            }
            case NAME -> switch ((String) token.value()) {
                case "true", "True" -> new Expression.Literal(line, true);
                case "false", "False" -> new Expression.Literal(line, false);
                case "none", "None" -> new Expression.Literal(line, None.NONE);
                default -> {
                    takesMore |= token.value().equals("varargs") || token.value().equals("kwargs");
                    yield new Expression.Name(line, (String) token.value());
                }
            };
            default -> bracket(token, line);
        };
    }

    private Expression bracket(Token token, int line) {
        if (token.is(Token.Kind.OPERATOR, "(")) {
            Expression inner = tokens.peek().is(Token.Kind.OPERATOR, ")")
                    ? new Expression.ListOf(line, List.of(), true)
                    : tuple(true);
            tokens.operator(")");
            return inner;
        }
        if (token.is(Token.Kind.OPERATOR, "[")) {
            return new Expression.ListOf(line, items("]"), false);
        }
        if (!token.is(Token.Kind.OPERATOR, "{")) {
            throw new TemplateException(line, "expected an expression, received " + token);
        }
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.peek().is(Token.Kind.OPERATOR, "}")) {
            keys.add(expression());
            tokens.operator(":");
            values.add(expression());
            if (!tokens.skip(",")) {
                break;
            }
        }
        tokens.operator("}");
        return new Expression.DictOf(line, keys, values);
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.peek().is(Token.Kind.OPERATOR, end)) {
            items.add(expression());
            if (!tokens.skip(",")) {
                break;
            }
        }
        tokens.operator(end);
        return items;
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            int line = line();
            if (tokens.skip(".")) {
                Token name = tokens.next();
                value = switch (name.kind()) {
                    case NAME -> new Expression.Attribute(line, value, (String) name.value());
                    case NUMBER -> new Expression.Item(line, value, new Expression.Literal(line, name.value()));
                    default -> throw new TemplateException(line, "expected a name or number after ., received " + name);
                };
            } else if (tokens.skip("[")) {
                value = subscript(value, line);
            } else if (tokens.peek().is(Token.Kind.OPERATOR, "(")) {
                value = new Expression.Call(line, value, passed());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression of, int line) {
        List<@Nullable Expression> parts = new ArrayList<>();
        boolean slice = false;
        Expression part = null;
        while (!tokens.peek().is(Token.Kind.OPERATOR, "]")) {
            if (tokens.skip(":")) {
                slice = true;
                parts.add(part);
                part = null;
            } else if (part == null) {
                part = expression();
            } else {
                throw tokens.unexpected("]");
            }
        }
        tokens.operator("]");
        parts.add(part);
        if (slice && parts.size() <= 3) {
            return new Expression.Slice(line, of, parts.get(0), parts.get(1), parts.size() > 2 ? parts.get(2) : null);
        }
        if (part == null || slice) {
            throw new TemplateException(line, "expected an index or a slice between [ and ]");
        }
        return new Expression.Item(line, of, part);
    }

    /** Filters, tests and calls after a value. */
    Expression filters(Expression start, boolean bareFirst) {
        Expression value = start;
        boolean bare = bareFirst;
        while (true) {
            int line = line();
            if (bare || tokens.skip("|")) {
                bare = false;
                String name = dotted();
                if (!Filters.known(name)) {
                    throw new TemplateException(line, "unknown filter " + name);
                }
                value = new Expression.Filter(line, value, name,
                        tokens.peek().is(Token.Kind.OPERATOR, "(") ? passed() : Passed.NOTHING);
            } else if (tokens.skipName("is")) {
                value = test(value, line);
            } else if (tokens.peek().is(Token.Kind.OPERATOR, "(")) {
                value = new Expression.Call(line, value, passed());
            } else {
                return value;
            }
        }
    }

    private String dotted() {
        StringBuilder name = new StringBuilder(tokens.anyName());
        while (tokens.skip(".")) {
            name.append('.').append(tokens.anyName());
        }
        return name.toString();
    }

    private Expression test(Expression of, int line) {
        boolean negated = tokens.skipName("not");
        String name = dotted();
        if (!Tests.known(name)) {
            throw new TemplateException(line, "unknown test " + name);
        }
        Passed passed = Passed.NOTHING;
        Token token = tokens.peek();
        boolean argument = switch (token.kind()) {
            case STRING, NUMBER -> true;
            case NAME -> !Set.of("else", "or", "and", "is", "if", "in", "not", "recursive").contains(token.value());
            default -> token.is(Token.Kind.OPERATOR, "[") || token.is(Token.Kind.OPERATOR, "{");
        };
        if (token.is(Token.Kind.OPERATOR, "(")) {
            passed = passed();
        } else if (argument) {
            passed = new Passed(List.of(postfix(primary())), Map.of(), null, null);
        }
        return new Expression.Test(line, of, name, passed, negated);
    }

    private Passed passed() {
        tokens.operator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression star = null;
        Expression twoStars = null;
        while (!tokens.peek().is(Token.Kind.OPERATOR, ")")) {
            if (tokens.skip("**")) {
                twoStars = expression();
            } else if (tokens.skip("*")) {
                star = expression();
            } else if (tokens.peek().kind() == Token.Kind.NAME && tokens.peek(1).is(Token.Kind.OPERATOR, "=")) {
                String name = tokens.anyName();
                tokens.next();
                if (named.put(name, expression()) != null) {
                    throw tokens.bad("expected argument " + name + " once");
                }
            } else if (named.isEmpty() && star == null && twoStars == null) {
                positional.add(expression());
            } else {
                throw tokens.unexpected("a named argument");
            }
            if (!tokens.skip(",")) {
                break;
            }
        }
        tokens.operator(")");
        return new Passed(positional, named, star, twoStars);
    }

    private int line() {
        return tokens.peek().line();
    }
}
