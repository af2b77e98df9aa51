package io.engram.inference.jinja;

import io.engram.inference.jinja.Statement.Signature;
import io.engram.inference.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens to statements: the tags of jinja2 that need no other template, and {@code generation}. */
final class Parser {
    private static final int MAX_NESTING = 100;

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int nesting;
    private int loops;

    private Parser(List<Token> tokens) {
        this.tokens = new TokenStream(tokens);
        this.expressions = new ExpressionParser(this.tokens);
    }

    static List<Statement> parse(String source) {
        Parser parser = new Parser(new Lexer(source).tokens());
        List<Statement> body = parser.body(Set.of());
        if (parser.tokens.peek().kind() != Token.Kind.EOF) {
            throw parser.tokens.unexpected("text or a tag");
        }
        return body;
    }

    /** Statements up to a tag of one of these names, which stays; without names, up to the end. */
    private List<Statement> body(Set<String> ends) {
        if (++nesting > MAX_NESTING) {
            throw tokens.bad("expected tags nested at most " + MAX_NESTING + " deep");
        }
        List<Statement> out = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Token.Kind.TEXT) {
                tokens.next();
                out.add(new Statement.Text(token.line(), (String) token.value()));
            } else if (token.kind() == Token.Kind.OUTPUT) {
                tokens.next();
                out.add(new Statement.Output(token.line(), expressions.tuple(true)));
                tokens.end();
            } else if (token.kind() == Token.Kind.BLOCK) {
                Token name = tokens.peek(1);
                if (name.kind() == Token.Kind.NAME && ends.contains((String) name.value())) {
                    nesting--;
                    return out;
                }
                tokens.next();
                out.add(statement());
            } else if (token.kind() == Token.Kind.EOF && ends.isEmpty()) {
                nesting--;
                return out;
            } else {
                throw tokens.unexpected("{% " + String.join(" %} or {% ", ends.stream().sorted().toList()) + " %}");
            }
        }
    }

    /** Statements up to {@code {% name %}}, which is taken. */
    private List<Statement> bodyTo(String name) {
        List<Statement> out = body(Set.of(name));
        tag(name);
        tokens.end();
        return out;
    }

    private void tag(String name) {
        tokens.next();
        tokens.name(name);
    }

    private Statement statement() {
        Token name = tokens.next();
        int line = name.line();
        return switch (name.kind() == Token.Kind.NAME ? (String) name.value() : "") {
            case "if" -> branches(line);
            case "for" -> loop(line);
            case "set" -> assignment(line);
            case "macro" -> macro(line);
            case "call" -> callBlock(line);
            case "filter" -> {
                Expression filtered = expressions.filters(new Expression.Name(line, Statement.CAPTURED), true);
                tokens.end();
                yield new Statement.FilterBlock(line, filtered, bodyTo("endfilter"));
            }
            case "with" -> with(line);
            case "generation" -> {
                tokens.end();
                yield new Statement.Group(line, bodyTo("endgeneration"));
            }
            case "break", "continue" -> {
                tokens.end();
                if (loops == 0) {
                    throw new TemplateException(line, name.value() + ": expected a for loop around it");
                }
                yield name.value().equals("break") ? new Statement.Break(line) : new Statement.Continue(line);
            }
            case "include", "import", "from", "extends", "block" -> throw new TemplateException(line,
                    name.value() + ": expected a template on its own, without other files");
            default -> throw new TemplateException(line, "unknown tag " + name);
        };
    }

    private Statement branches(int line) {
        List<Statement.Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        while (true) {
            Expression test = expressions.tuple(false);
            tokens.end();
            branches.add(new Statement.Branch(test, body(Set.of("elif", "else", "endif"))));
            tokens.next();
            String end = (String) tokens.next().value();
            if (end.equals("elif")) {
                continue;
            }
            tokens.end();
            if (end.equals("else")) {
                otherwise = bodyTo("endif");
            }
            return new Statement.If(line, branches, otherwise);
        }
    }

    private Statement loop(int line) {
        Target target = target(false);
        tokens.name("in");
        Expression over = expressions.tuple(false);
        Expression filter = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        tokens.end();
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"));
        loops--;
        tokens.next();
        List<Statement> otherwise = List.of();
        if (((String) tokens.next().value()).equals("else")) {
            tokens.end();
            otherwise = bodyTo("endfor");
        } else {
            tokens.end();
        }
        return new Statement.For(line, target, over, filter, recursive, body, otherwise);
    }

    private Statement assignment(int line) {
        Target target = target(true);
        if (tokens.skip("=")) {
            Expression value = expressions.tuple(true);
            tokens.end();
            return new Statement.Assign(line, target, value);
        }
        Expression filtered = expressions.filters(new Expression.Name(line, Statement.CAPTURED), false);
        tokens.end();
        return new Statement.AssignBlock(line, target, filtered, bodyTo("endset"));
    }

    private Target target(boolean members) {
        List<Target> all = new ArrayList<>();
        boolean several = false;
        do {
            if (!all.isEmpty() && tokens.peek().kind() != Token.Kind.NAME
                    && !tokens.peek().is(Token.Kind.OPERATOR, "(")) {
                break;
            }
            if (tokens.skip("(")) {
                all.add(target(false));
                tokens.operator(")");
            } else {
                String name = tokens.anyName();
                all.add(members && tokens.skip(".")
                        ? new Target.Member(name, tokens.anyName())
                        : new Target.Variable(assignable(name)));
            }
            several |= tokens.peek().is(Token.Kind.OPERATOR, ",");
        } while (tokens.skip(","));
        return several ? new Target.Several(all) : all.getFirst();
    }

    private String assignable(String name) {
        if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
            throw tokens.bad("expected a variable to assign to, received " + name);
        }
        return name;
    }

    private Statement macro(int line) {
        String name = assignable(tokens.anyName());
        Signature signature = signature();
        tokens.end();
        boolean outer = expressions.takesMore;
        expressions.takesMore = false;
        List<Statement> body = outsideLoops("endmacro");
        boolean open = expressions.takesMore;
        expressions.takesMore = outer;
        return new Statement.MacroOf(line, name, signature, open, body);
    }

    private Statement callBlock(int line) {
        Signature signature = tokens.peek().is(Token.Kind.OPERATOR, "(")
                ? signature()
                : new Signature(List.of(), List.of());
        Expression call = expressions.expression();
        if (!(call instanceof Expression.Call made)) {
            throw new TemplateException(line, "call: expected the call of a macro");
        }
        tokens.end();
        return new Statement.CallBlock(line, signature, made, outsideLoops("endcall"));
    }

    private List<Statement> outsideLoops(String end) {
        int outer = loops;
        loops = 0;
        List<Statement> body = bodyTo(end);
        loops = outer;
        return body;
    }

    private Signature signature() {
        tokens.operator("(");
        List<String> names = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        while (!tokens.peek().is(Token.Kind.OPERATOR, ")")) {
            names.add(assignable(tokens.anyName()));
            if (tokens.skip("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw tokens.bad("expected a default for " + names.getLast() + ", as for those before it");
            }
            if (!tokens.skip(",")) {
                break;
            }
        }
        tokens.operator(")");
        return new Signature(names, defaults);
    }

    private Statement with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        @Nullable
        Token end = null;
        while (tokens.peek().kind() != Token.Kind.END && end == null) {
            targets.add(new Target.Variable(assignable(tokens.anyName())));
            tokens.operator("=");
            values.add(expressions.expression());
            end = tokens.skip(",") ? null : tokens.peek();
        }
        tokens.end();
        return new Statement.With(line, targets, values, bodyTo("endwith"));
    }
}
