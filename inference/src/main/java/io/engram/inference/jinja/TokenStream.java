package io.engram.inference.jinja;

import java.util.List;

/** Tokens read one after the other. */
final class TokenStream {
    private final List<Token> tokens;
    private int at;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    boolean skip(String operator) {
        boolean found = peek().is(Token.Kind.OPERATOR, operator);
        at += found ? 1 : 0;
        return found;
    }

    boolean skipName(String name) {
        boolean found = peek().is(Token.Kind.NAME, name);
        at += found ? 1 : 0;
        return found;
    }

    void operator(String operator) {
        if (!skip(operator)) {
            throw unexpected(operator);
        }
    }

    void name(String name) {
        if (!skipName(name)) {
            throw unexpected(name);
        }
    }

    String anyName() {
        if (peek().kind() != Token.Kind.NAME) {
            throw unexpected("a name");
        }
        return (String) next().value();
    }

    void end() {
        if (peek().kind() != Token.Kind.END) {
            throw unexpected("the end of the tag");
        }
        at++;
    }

    TemplateException unexpected(String expected) {
        return bad("expected " + expected + ", received " + peek());
    }

    TemplateException bad(String reason) {
        return new TemplateException(peek().line(), reason);
    }
}
