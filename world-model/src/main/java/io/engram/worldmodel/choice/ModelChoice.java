package io.engram.worldmodel.choice;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.EnvironmentException;
import io.engram.worldmodel.Space;
import io.engram.worldmodel.WorldModel;
import io.engram.worldmodel.ensemble.EnsembleModel;
import io.engram.worldmodel.ensemble.EnsembleOptions;
import io.engram.worldmodel.env.KnownRules;
import io.engram.worldmodel.grid.GridModel;
import io.engram.worldmodel.grid.GridOptions;
import io.engram.worldmodel.latent.LatentModel;
import io.engram.worldmodel.latent.LatentOptions;
import io.engram.worldmodel.rules.RulesModel;
import io.engram.worldmodel.tabular.TabularModel;
import io.engram.worldmodel.tabular.TabularOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Names the models that could learn an environment and makes the one that is asked for, or all of them to choose from. */
public final class ModelChoice {
    /** Asks for the automatic choice. */
    public static final String AUTO = "auto";
    /** Per step, in rules that are searched. */
    public static final double DISCOUNT = 0.99;

    private static final String GRID = "grid";
    private static final String TABULAR = "tabular";
    private static final String LATENT = "latent";
    private static final String RECURRENT = "recurrent";
    /** Observations that the recurrent model looks back over. */
    private static final int HISTORY = 12;
    /** Longest vectors that the ensemble and latent tiers take. */
    private static final int MOST_NUMBERS = 64;

    private ModelChoice() {
    }

    /** Names of the models that can learn this kind of observation, the first choice first. */
    public static List<String> names(Environment environment) {
        return new ArrayList<>(candidates(environment, 0).keySet());
    }

    /**
     * A model that knows nothing yet.
     *
     * @param name one of {@link #names}, or {@link #AUTO}
     * @param seed of everything random in it
     * @throws EnvironmentException when no model of that name can learn this kind of observation
     */
    public static WorldModel named(String name, Environment environment, long seed) {
        Map<String, Supplier<WorldModel>> candidates = candidates(environment, seed);
        if (name.equals(AUTO)) {
            // A view that moves with its observer is never the state: counting views beside the map would only cost time.
            candidates.remove(candidates.containsKey(GRID) ? TABULAR : "");
            // Learns from more steps than the others need, and says nothing that they do not: only by name.
            candidates.remove(LATENT);
            candidates.remove(RECURRENT);
            // Given rules are no learning: only by name.
            candidates.remove(RulesModel.NAME);
            List<WorldModel> models = candidates.values().stream().map(Supplier::get).toList();
            if (models.size() == 1)
                return models.getFirst();
            models.stream().skip(1).forEach(m -> m.inUse(false));
            return new AutoModel(models);
        }
        Supplier<WorldModel> chosen = candidates.get(name);
        if (chosen == null)
            throw new EnvironmentException(environment.spec().id(), "model", "auto or one of " + candidates.keySet(),
                    "'" + name + "'");
        return chosen.get();
    }

    private static Map<String, Supplier<WorldModel>> candidates(Environment environment, long seed) {
        EnvSpec spec = environment.spec();
        int actions = environment.actionCount();
        Map<String, Supplier<WorldModel>> candidates = new LinkedHashMap<>();
        Supplier<WorldModel> tabular = () -> new TabularModel(spec, actions, TabularOptions.defaults());
        switch (environment.observationSpace()) {
            case Space.Grid grid -> {
                if (grid.self().isPresent())
                    candidates.put(GRID, () -> new GridModel(spec, grid, actions, GridOptions.defaults()));
                candidates.put(LATENT, () -> new LatentModel(spec, grid, actions, LatentOptions.defaults(), seed));
            }
            case Space.Box box when box.length() <= MOST_NUMBERS -> {
                EnsembleOptions options = EnsembleOptions.defaults();
                candidates.put("ensemble", () -> new EnsembleModel(spec, box.length(), actions, options, seed));
                candidates.put("ensemble-history",
                        () -> new EnsembleModel(spec, box.length(), actions, options.withHistory(2), seed));
                LatentOptions latent = LatentOptions.defaults();
                candidates.put(LATENT, () -> new LatentModel(spec, box, actions, latent, seed));
                candidates.put(RECURRENT,
                        () -> new LatentModel(spec, box, actions, latent.withHistory(HISTORY), seed));
            }
            default -> {
                // only counting remains
            }
        }
        candidates.put(TABULAR, tabular);
        KnownRules.of(environment).ifPresent(
                known -> candidates.put(RulesModel.NAME, () -> new RulesModel(spec, known.exactWorld(DISCOUNT))));
        return candidates;
    }
}
