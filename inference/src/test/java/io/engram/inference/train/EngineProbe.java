package io.engram.inference.train;

import io.engram.inference.LanguageModel;
import io.engram.inference.LoadOptions;
import io.engram.inference.Session;
import io.engram.inference.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine finds likely: the other side of every comparison with the trainer. */
final class EngineProbe {
    private EngineProbe() {
    }

    /** {@code ln p} of every token of a document but the first, given those before it. */
    static double[] logProbabilities(Path model, @Nullable Path adapter, Document document) throws IOException {
        List<SessionSettings.AdapterFile> adapters = adapter == null
                ? List.of()
                : List.of(new SessionSettings.AdapterFile(adapter, 1));
        double[] logs = new double[document.length() - 1];
        try (LanguageModel loaded = LanguageModel.load(model,
                LoadOptions.defaults().withSessions(SessionSettings.defaults().withAdapters(adapters)));
                Session session = loaded.newSession(document.length())) {
            session.prefill(document.tokens(), (position, logits) -> {
                if (position < logs.length) {
                    logs[position] = logOf(logits, document.tokens()[position + 1]);
                }
            });
        }
        return logs;
    }

    private static double logOf(float[] logits, int target) {
        double max = Double.NEGATIVE_INFINITY;
        for (float l : logits) {
            max = Math.max(max, l);
        }
        double sum = 0;
        for (float l : logits) {
            sum += Math.exp(l - max);
        }
        return logits[target] - max - Math.log(sum);
    }
}
