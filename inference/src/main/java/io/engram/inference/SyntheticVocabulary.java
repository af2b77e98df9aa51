package io.engram.inference;

import io.engram.inference.gguf.GgufWriter;
import io.engram.inference.tokenizer.ByteSpelling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A byte-level BPE vocabulary of any size for models without training text: all bytes, merges of common English, then
 * merges of letter pairs and longer runs in a fixed order, and an end-of-text token last. Any text has tokens in it and comes
 * back from them.
 */
final class SyntheticVocabulary {
    private static final String END = "<|endoftext|>";
    /** Merges in rank order, each two spellings; _ stands for the space. */
    private static final String COMMON = "_ t,h e,i n,_ a,_t he,r e,o n,e r,_ s,a t,e n,_ w,o r,_ o,i s,_ b,n d,i t,"
            + "_ c,_ f,e s,a n,_ p,_ m,in g,o u,_a nd,_ d,_t o,_o f,a l,a r,_in g,_ in,e d,_ h,i c,l e,_ l,_ n,_ is,o m,"
            + "_ re,v e,_th at,_ it,_ i,_ y,_y ou,_ e,_f or,_ on,s t,_ g,_w as,_b e,_w ith,_h e,_a s";

    private SyntheticVocabulary() {
    }

    static void put(GgufWriter writer, int size) throws IOException {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(ByteSpelling.of(b));
        }
        Set<String> known = new HashSet<>(tokens);
        List<String> merges = new ArrayList<>();
        for (String pair : COMMON.replace("_", ByteSpelling.of(' ')).split(",", -1)) {
            int space = pair.indexOf(' ');
            add(pair.substring(0, space), pair.substring(space + 1), size, tokens, known, merges);
        }
        List<String> heads = new ArrayList<>();
        for (char c = 'a'; c <= 'z'; c++) {
            heads.add(String.valueOf(c));
        }
        for (int i = 0; i < heads.size() && tokens.size() < size - 1; i++) {
            for (char c = 'a'; c <= 'z'; c++) {
                add(heads.get(i), String.valueOf(c), size, tokens, known, merges);
                heads.add(heads.get(i) + c);
            }
        }
        tokens.add(END);
        int[] kinds = new int[size];
        Arrays.fill(kinds, 1);
        kinds[size - 1] = 3;
        writer.putText("tokenizer.ggml.model", "gpt2");
        writer.putText("tokenizer.ggml.pre", "gpt-2");
        writer.putTexts("tokenizer.ggml.tokens", tokens);
        writer.putIntegers("tokenizer.ggml.token_type", kinds);
        writer.putTexts("tokenizer.ggml.merges", merges);
        writer.putInteger("tokenizer.ggml.bos_token_id", size - 1);
        writer.putInteger("tokenizer.ggml.eos_token_id", size - 1);
        writer.putBool("tokenizer.ggml.add_bos_token", false);
    }

    private static void add(String left, String right, int size, List<String> tokens, Set<String> known,
            List<String> merges) {
        if (tokens.size() < size - 1 && known.contains(left) && known.contains(right) && known.add(left + right)) {
            tokens.add(left + right);
            merges.add(left + " " + right);
        }
    }
}
