package io.engram.inference;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stored run of an independent engine on a tiny random model.
 *
 * @param tokens
 *            the prompt
 * @param top
 *            per position the likeliest next tokens
 * @param greedy
 *            ids that greedy decoding appended
 */
record Golden(List<Integer> tokens, List<List<LogitsReport.Candidate>> top, List<Integer> greedy) {
    private static final Pattern PAIR = Pattern.compile("\\[(\\d+),([-0-9.eE]+)]");

    /** The model file. */
    static Path model(String name) {
        return resource(name + ".gguf");
    }

    /** The stored run. */
    static Golden run(String name) throws IOException {
        String json = Files.readString(resource(name + ".json"));
        int from = json.indexOf("\"top\":[");
        int to = json.indexOf("]]]", from);
        List<List<LogitsReport.Candidate>> top = new ArrayList<>();
        for (String position : json.substring(from + 7, to + 2).split("]],", -1)) {
            List<LogitsReport.Candidate> candidates = new ArrayList<>();
            Matcher matcher = PAIR.matcher(position + "]");
            while (matcher.find()) {
                candidates.add(new LogitsReport.Candidate(Integer.parseInt(matcher.group(1)),
                        Float.parseFloat(matcher.group(2))));
            }
            top.add(candidates);
        }
        return new Golden(ints(json, "tokens"), top, ints(json, "greedy"));
    }

    int[] prompt() {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> ints(String json, String key) {
        int from = json.indexOf("\"" + key + "\":[") + key.length() + 4;
        List<Integer> values = new ArrayList<>();
        for (String number : json.substring(from, json.indexOf(']', from)).split(",", -1)) {
            values.add(Integer.parseInt(number.trim()));
        }
        return values;
    }

    private static Path resource(String name) {
        URL url = Golden.class.getResource("/golden/models/" + name);
        if (url == null) {
            throw new IllegalStateException("golden file " + name + ": expected on the test class path");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
