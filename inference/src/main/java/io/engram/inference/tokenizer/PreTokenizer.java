package io.engram.inference.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a family of models cuts text into words before merging. A pre-tokenizer is a sequence of patterns: each cuts the
 * pieces that the one before left, into its matches and what lies between them.
 *
 * <p>The patterns are the models' own published ones. {@code \s} is Unicode white space. None nests a quantifier in a
 * quantified group, so matching takes time linear in the text for all but long white-space runs, and constant stack.
 */
enum PreTokenizer {
    /** GPT-2 and its direct heirs. */
    GPT2(false, Set.of("gpt-2", "gpt2", "phi-2", "olmo", "mpt", "jais", "roberta-bpe", "jina-es", "jina-de",
            "gigachat", "jina-v2-es", "jina-v2-de", "jina-v1-en", "jina-v2-code", "exaone4", "modern-bert", "trillion",
            "granite-docling", "a.x-4.0", "mellum"), Patterns.GPT2),
    /** Llama 3. Words that are tokens are taken whole. */
    LLAMA3(true, Set.of("llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2"),
            Patterns.llama3("{1,3}")),
    /** Same words as Llama 3, merged from bytes. */
    DBRX(false, Set.of("dbrx", "smaug-bpe", "chatglm-bpe", "glm4"), Patterns.llama3("{1,3}")),
    /** Qwen 2 and 3: digits stand alone. */
    QWEN2(false, Set.of("qwen2", "deepseek-r1-qwen", "megrez", "stablelm2", "hunyuan"), Patterns.llama3("")),
    /** Qwen 3.5: combining marks belong to words. */
    QWEN35(false, Set.of("qwen35"),
            Patterns.CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
                    + Patterns.SPACES),
    /** DeepSeek LLM and V2: line ends, cased words, punctuation, CJK runs, numbers. */
    DEEPSEEK_LLM(false, Set.of("deepseek-llm"), "[\\r\\n]", "\\s?[" + Patterns.CASED + "]+",
            "\\s?[!-/:-~\\x{ff01}-\\x{ff0f}\\x{ff1a}-\\x{ff5e}\\x{2018}-\\x{201f}\\x{3000}-\\x{3002}]+", "\\s+\\z",
            Patterns.CJK, "\\p{N}+"),
    /** DeepSeek Coder. */
    DEEPSEEK_CODER(false, Set.of("deepseek-coder"), "[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", Patterns.CJK, "\\p{N}"),
    /** DeepSeek V3 and R1. */
    DEEPSEEK_V3(false, Set.of("deepseek-v3", "hunyuan-dense"), "\\p{N}{1,3}",
            "[\\x{4e00}-\\x{9fa5}\\x{3040}-\\x{309f}\\x{30a0}-\\x{30ff}]+",
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                    + "| ?[\\p{P}\\p{S}]+[\\r\\n]*" + Patterns.SPACES),
    /** StarCoder, Granite and others: digits stand alone, else as GPT-2. */
    STARCODER(false, Set.of("starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b"),
            "\\p{N}", Patterns.GPT2),
    /** Falcon. */
    FALCON(false, Set.of("falcon"), "[\\p{P}$+<=>^~|`]+", Patterns.GPT2, "[0-9][0-9][0-9]"),
    /** GPT-4o and gpt-oss: words end where a capital follows. */
    GPT4O(false, Set.of("gpt-4o", "llama4", "kanana2"),
            Patterns.words(Patterns.CONTRACTION + "?") + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
                    + Patterns.SPACES),
    /** Mistral's Tekken: as GPT-4o without contractions, digits alone. */
    TEKKEN(true, Set.of("tekken"),
            Patterns.words("") + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + Patterns.SPACES),
    /** Files that name none. */
    DEFAULT(false, Set.of("default"), "[\\p{P}$+<=>^~|]+", Patterns.GPT2, "\\p{N}+", "[0-9][0-9][0-9]");

    private final boolean wholeWords;
    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> names;
    @SuppressWarnings("ImmutableEnumChecker") // a list of compiled patterns that nothing changes
    private final List<Pattern> patterns;

    PreTokenizer(boolean wholeWords, Set<String> names, String... patterns) {
        this.wholeWords = wholeWords;
        this.names = names;
        this.patterns = Arrays.stream(patterns).map(p -> Pattern.compile(p, Pattern.UNICODE_CHARACTER_CLASS)).toList();
    }

    /** The pre-tokenizer with this {@code tokenizer.ggml.pre} name. */
    static Optional<PreTokenizer> named(String name) {
        return Arrays.stream(values()).filter(p -> p.names.contains(name)).findFirst();
    }

    /** All names that {@link #named} knows. */
    static List<String> names() {
        return Arrays.stream(values()).flatMap(p -> p.names.stream()).sorted().toList();
    }

    /** Whether prompts begin with the begin-of-text token where the file does not say: in families that cut whole words. */
    boolean bosByDefault() {
        return wholeWords;
    }

    /** Whether a word that is itself a token is not cut further. */
    boolean wholeWords() {
        return wholeWords;
    }

    /** End offsets of the words of {@code text[from .. to)} in order; the first word starts at {@code from}. */
    int[] words(String text, int from, int to) {
        List<Integer> ends = from == to ? List.of() : List.of(to);
        for (Pattern pattern : patterns) {
            List<Integer> finer = new ArrayList<>();
            Matcher matcher = pattern.matcher(text);
            int start = from;
            for (int end : ends) {
                matcher.region(start, end);
                int last = start;
                while (matcher.find()) {
                    if (matcher.start() > last) {
                        finer.add(matcher.start());
                    }
                    if (matcher.end() > matcher.start()) {
                        finer.add(matcher.end());
                    }
                    last = matcher.end();
                }
                if (last < end) {
                    finer.add(end);
                }
                start = end;
            }
            ends = finer;
        }
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Pieces that several families share. */
    private static final class Patterns {
        static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        static final String CONTRACTION = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
        static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
        static final String CJK = "[\\x{4e00}-\\x{9fa5}\\x{0800}-\\x{4e00}\\x{ac00}-\\x{d7ff}]+";
        /** Cased letters as DeepSeek lists them. */
        static final String CASED = ranges("41-5a 61-7a b5 c0-d6 d8-f6 f8-1ba 1bc-1bf 1c4-293 295-2af 370-373 376-377 "
                + "37b-37d 37f 386 388-38a 38c 38e-3a1 3a3-3f5 3f7-481 48a-52f 531-556 10a0-10c5 13a0-13f5 13f8-13fd "
                + "1c90-1cba 1cbd-1cbf 1d00-1d2b 1d6b-1d77 1d79-1d9a 1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 "
                + "1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fbc 1fbe 1fc2-1fc4 1fc6-1fcc 1fd0-1fd3 1fd6-1fdb 1fe0-1fec "
                + "1ff2-1ff4 1ff6-1ffc 2102 2107 210a-2113 2115 2119-211d 2124 2126 2128 212a-212d 212f-2134 2139 "
                + "213c-213f 2145-2149 214e 2183-2184 2c00-2c7b 2c7e-2ce4 2ceb-2cee 2cf2-2cf3 a640-a66d a680-a69b "
                + "a722-a76f a771-a787 a78b-a78e ab70-abbf fb00-fb06 fb13-fb17 ff21-ff3a ff41-ff5a 10400-1044f "
                + "104b0-104d3 104d8-104fb 10c80-10cb2 10cc0-10cf2 118a0-118df 1e900-1e943");

        static String llama3(String digits) {
            return CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + digits + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + SPACES;
        }

        static String words(String suffix) {
            String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
            String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
            String before = "[^\\r\\n\\p{L}\\p{N}]?";
            return before + upper + "*" + lower + "+" + suffix + "|" + before + upper + "+" + lower + "*" + suffix;
        }

        private static String ranges(String hex) {
            StringBuilder out = new StringBuilder();
            for (String range : hex.split(" ", -1)) {
                out.append("\\x{").append(range.replace("-", "}-\\x{")).append('}');
            }
            return out.toString();
        }
    }
}
