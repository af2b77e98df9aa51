package io.engram.daemon.cli;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.engram.inference.ContinuationScorer;
import io.engram.inference.LanguageModel;
import io.engram.inference.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code engram model score}: how likely continuations of a prompt are. */
@Command(name = "score", sortOptions = false, optionListHeading = "%nOptions:%n", description = "Prints the natural-log probability of each continuation after a prompt, which is computed once for all.")
final class ModelScore implements Callable<Integer> {
    @Mixin
    private LoadedModelOptions model = new LoadedModelOptions();

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What the continuations follow; the text of special tokens counts as those tokens.")
    private String prompt = "";

    @Option(names = "--tokens", split = ",", paramLabel = "ID[,ID…]", description = "Ids of the prompt instead of a text.")
    private List<Integer> tokens = new ArrayList<>();

    @Option(names = "--continuation", paramLabel = "TEXT", description = "A continuation; may be given more than once.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--continuation-tokens", paramLabel = "ID[,ID…]", description = "Ids of a continuation instead; may be given more than once.")
    private List<String> idLists = new ArrayList<>();

    @Option(names = "--json", description = "Print a JSON array (default: one continuation a line).")
    private boolean json;

    private final CommandIo io;

    ModelScore(CommandIo io) {
        this.io = io;
    }

    /** One element of {@code --json}. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Report(List<Integer> tokens, double logProbability, double meanLogProbability, List<Double> perToken) {
    }

    @Override
    public Integer call() throws IOException {
        if (texts.isEmpty() && idLists.isEmpty())
            throw new UsageException("--continuation: expected at least one");
        try (LanguageModel loaded = model.load()) {
            int[] ids = ModelCommand.ids(loaded, model.model, "--prompt", prompt, "--tokens", tokens);
            List<int[]> continuations = continuations(loaded);
            int longest = continuations.stream().mapToInt(c -> c.length).max().orElse(0);
            try (Session session = loaded.newSession(Math.addExact(ids.length, longest))) {
                session.prefill(ids, null);
                List<ContinuationScorer.Score> scores = ContinuationScorer.score(session, continuations);
                if (json)
                    io.json(scores.stream()
                            .map(s -> new Report(s.tokens(), s.logProbability(), s.mean(), s.perToken())).toList());
                else
                    io.lines(IntStream.range(0, scores.size()).mapToObj(i -> line(scores.get(i), i)).toList());
            }
        }
        return EngramCommand.DONE;
    }

    private List<int[]> continuations(LanguageModel loaded) {
        List<int[]> all = new ArrayList<>();
        for (String text : texts) {
            if (!loaded.hasTokenizer())
                throw new CommandException(model.model + ": expected a vocabulary, the file has none");
            all.add(loaded.tokenizer().encode(text, true));
        }
        for (String list : idLists) {
            List<Integer> ids = new ArrayList<>();
            for (String id : list.split(",", -1)) {
                try {
                    ids.add(Integer.parseInt(id.trim()));
                } catch (NumberFormatException e) {
                    throw new UsageException("--continuation-tokens: expected integers, received " + list);
                }
            }
            all.add(ModelCommand.checked(loaded, "--continuation-tokens", ids));
        }
        return all;
    }

    private String line(ContinuationScorer.Score score, int index) {
        String name = index < texts.size() ? texts.get(index) : score.tokens().toString();
        return String.format(Locale.ROOT, "%10.4f  %8.4f a token  %s", score.logProbability(), score.mean(), name);
    }
}
