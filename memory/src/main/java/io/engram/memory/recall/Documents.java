package io.engram.memory.recall;

import java.util.function.Consumer;

/** Where layers announce what can be recalled. Called by the writer thread, or by the one thread that plans a dry run. */
public interface Documents {
    /** A document can be recalled from now on. */
    void add(Document document);

    /** A document that was added is gone. */
    void remove(Document document);

    /** Documents go to these. */
    static Documents of(Consumer<Document> add, Consumer<Document> remove) {
        return new Documents() {
            @Override
            public void add(Document document) {
                add.accept(document);
            }

            @Override
            public void remove(Document document) {
                remove.accept(document);
            }
        };
    }

    /** Documents go nowhere: for states that nobody recalls from. */
    static Documents none() {
        return of(document -> {
        }, document -> {
        });
    }
}
