package io.engram.agent.live;

import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.procedural.Skill;
import io.engram.planner.CemPlanner;
import io.engram.planner.MacroAction;
import io.engram.planner.Plan;
import io.engram.planner.Planner;
import io.engram.planner.PlannerOptions;
import io.engram.planner.SearchBudget;
import io.engram.planner.SequenceWorld;
import io.engram.worldmodel.WorldModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Chooses what to do: applicable skills become macro-actions, the search chooses among them and the single actions. With
 * planning off, or before the model knows enough to be searched, the world model's habit chooses.
 *
 * <p>Owned by the life's thread. Same model, same memory, same generator: same decision.
 */
final class Decider {
    /** Most skills offered to one search; each is one more edge at the root. */
    private static final int MOST_SKILLS = 6;
    /** Planning by sequences: steps of a sequence, sequences of a round, rounds of a decision. */
    private static final int HORIZON = 15;
    private static final int SEQUENCES = 64;
    private static final int ROUNDS = 2;

    private final WorldModel model;
    private final ProceduralMemory skills;
    private final String channel;
    private final Map<String, Integer> actions = new HashMap<>();
    private final boolean planning;
    private final boolean useSkills;
    private final SearchBudget budget;
    private final Planner planner;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final boolean sequences;
    private final CemPlanner cem = new CemPlanner(HORIZON, SEQUENCES, ROUNDS, 0.15, 0.1);
    private long simulations;
    private long searchNanos;

    /**
     * What will be done.
     *
     * @param actions one action, or the steps of a skill
     * @param skill the skill, when it is one
     * @param plan the search behind it, when there was one
     */
    record Decision(List<Integer> actions, Optional<Skill> skill, Optional<Plan> plan) {
    }

    Decider(WorldModel model, ProceduralMemory skills, String channel, List<String> actionNames, LiveOptions options,
            LongSupplier nanos, RandomGenerator random) {
        this.model = model;
        this.skills = skills;
        this.channel = channel;
        this.planning = options.planning();
        this.sequences = options.sequences();
        this.useSkills = options.consolidation();
        this.budget = SearchBudget.simulations(options.simulations());
        this.planner = new Planner(nanos);
        this.nanos = nanos;
        this.random = random;
        for (int i = 0; i < actionNames.size(); i++)
            actions.put(actionNames.get(i), i);
    }

    Decision decide(String situation) {
        if (!planning || !model.searchable())
            return new Decision(List.of(model.policy(random)), Optional.empty(), Optional.empty());
        Optional<SequenceWorld> world = sequences ? model.sequences() : Optional.empty();
        if (world.isPresent())
            return bySequences(world.get());
        Map<MacroAction, Skill> macros = useSkills ? macros(situation) : Map.of();
        PlannerOptions options = model.planning().withMacros(new ArrayList<>(macros.keySet()), false);
        long start = nanos.getAsLong();
        Plan plan = planner.plan(model.world(), budget, options, random);
        searchNanos += nanos.getAsLong() - start;
        simulations += plan.simulations();
        if (plan.macro().isEmpty())
            return new Decision(List.of(plan.action()), Optional.empty(), Optional.of(plan));
        MacroAction macro = plan.macro().get();
        return new Decision(macro.actions(), Optional.ofNullable(macros.get(macro)), Optional.of(plan));
    }

    /** Plans by sequences; the planner carries its last plan over to this decision. */
    private Decision bySequences(SequenceWorld world) {
        long start = nanos.getAsLong();
        CemPlanner.SequencePlan plan = cem.plan(world, random);
        searchNanos += nanos.getAsLong() - start;
        simulations += plan.tried();
        return new Decision(List.of(plan.actions()[0]), Optional.empty(), Optional.empty());
    }

    /** An episode begins: no plan is left over from the one before. */
    void begin() {
        cem.forget();
    }

    /** The most useful applicable skills of this world, in order; one macro-action per sequence of actions. */
    private Map<MacroAction, Skill> macros(String situation) {
        Map<MacroAction, Skill> macros = new LinkedHashMap<>();
        Map<List<Integer>, Skill> seen = new HashMap<>();
        for (Skill skill : skills.applicable(situation)) {
            if (macros.size() == MOST_SKILLS)
                break;
            if (!skill.channels().contains(channel))
                continue;
            List<Integer> steps = skill.actions().stream().map(name -> actions.getOrDefault(name, -1)).toList();
            if (steps.contains(-1) || seen.putIfAbsent(steps, skill) != null)
                continue;
            macros.put(new MacroAction(skill.name(), steps, 0.25 * skill.useRate()), skill);
        }
        return macros;
    }

    long simulations() {
        return simulations;
    }

    /** Simulations per second of searching; 0 before the first search. */
    double simulationsPerSecond() {
        return searchNanos == 0 ? 0 : simulations * 1e9 / searchNanos;
    }
}
