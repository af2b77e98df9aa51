package io.engram.inference.corpus;

import io.engram.inference.Tokenizer;
import io.engram.inference.train.Document;
import io.engram.inference.train.DocumentBuilder;
import io.engram.inference.train.DocumentSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Documents from files, in a new order each time all have been read. Called by one thread at a time.
 *
 * <p>A {@code .jsonl} file has one document a line (see {@link JsonDocuments}); any other file is text, which is cut into
 * pieces of the longest length that end where a line ends if they can. Every twentieth document is held out once there are
 * forty; pairs never are.
 */
public final class Corpus implements DocumentSource {
    private static final int HELD_OUT_EVERY = 20;
    private static final int ENOUGH_TO_HOLD_OUT = 40;

    private final List<Document> documents = new ArrayList<>();
    private final List<Document> heldOut = new ArrayList<>();
    private final boolean pairs;
    private final long seed;
    private int[] order = new int[0];
    private long orderOf = -1;

    private Corpus(List<Document> all, boolean pairs, long seed) {
        this.pairs = pairs;
        this.seed = seed;
        boolean some = !pairs && all.size() >= ENOUGH_TO_HOLD_OUT;
        for (int i = 0; i < all.size(); i++) {
            (some && i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 ? heldOut : documents).add(all.get(i));
        }
    }

    /**
     * Reads files.
     *
     * @param longest
     *            most tokens of a document
     * @param seed
     *            of the order
     * @throws CorpusFormatException
     *             if one is no text, a line is no document, pairs and other documents are mixed, or nothing is there
     * @throws IOException
     *             if one cannot be read
     */
    public static Corpus read(List<Path> files, Tokenizer tokenizer, int longest, long seed) throws IOException {
        List<Document> documents = new ArrayList<>();
        boolean pairs = false;
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            if (file.toString().endsWith(".jsonl")) {
                JsonDocuments read = JsonDocuments.read(file, tokenizer, longest);
                if (i > 0 && read.pairs() != pairs) {
                    throw new CorpusFormatException(file + ": expected pairs in all files or in none");
                }
                pairs = read.pairs();
                documents.addAll(read.documents());
            } else {
                if (pairs) {
                    throw new CorpusFormatException(file + ": expected pairs in all files or in none");
                }
                documents.addAll(cut(PlainText.read(file), tokenizer, longest));
            }
        }
        if (documents.isEmpty()) {
            throw new CorpusFormatException(files + ": expected some text, received none");
        }
        return new Corpus(documents, pairs, seed);
    }

    /**
     * All lines of some files, to learn a vocabulary from; those of {@code .jsonl} as they stand.
     *
     * @throws CorpusFormatException
     *             if one is no text
     * @throws IOException
     *             if one cannot be read
     */
    public static List<String> lines(List<Path> files) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.addAll(PlainText.read(file));
        }
        return lines;
    }

    private static List<Document> cut(List<String> lines, Tokenizer tokenizer, int longest) {
        List<Document> documents = new ArrayList<>();
        DocumentBuilder piece = new DocumentBuilder(tokenizer);
        for (String line : lines) {
            int[] tokens = tokenizer.encode(line + "\n", false);
            if (piece.length() > 0 && piece.length() + tokens.length > longest) {
                keep(piece, documents);
                piece = new DocumentBuilder(tokenizer);
            }
            if (tokens.length <= longest) {
                piece.addForeign(line + "\n", 1);
                continue;
            }
            for (int at = 0; at < tokens.length; at += longest) {
                int[] slice = Arrays.copyOfRange(tokens, at, Math.min(tokens.length, at + longest));
                if (slice.length > 1) {
                    documents.add(Document.of(slice));
                }
            }
        }
        keep(piece, documents);
        return documents;
    }

    private static void keep(DocumentBuilder piece, List<Document> documents) {
        if (piece.length() > 1) {
            documents.add(piece.build());
        }
    }

    /** Whether documents come in twos, the better one first. */
    public boolean pairs() {
        return pairs;
    }

    /** Documents to learn from; both of a pair count. */
    public int size() {
        return documents.size();
    }

    /** Documents that {@link #document} never gives. */
    public List<Document> heldOut() {
        return List.copyOf(heldOut);
    }

    @Override
    public Document document(long index) {
        int unit = pairs ? 2 : 1;
        int units = documents.size() / unit;
        long pass = index / unit / units;
        if (pass != orderOf) {
            shuffle(units, pass);
        }
        return documents.get(order[(int) (index / unit % units)] * unit + (int) (index % unit));
    }

    private void shuffle(int units, long pass) {
        order = new int[units];
        SplittableRandom random = new SplittableRandom(seed * 31 + pass);
        for (int i = 0; i < units; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        orderOf = pass;
    }
}
