package io.engram.agent.live;

import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.EventSink;
import io.engram.agent.live.Decider.Decision;
import io.engram.memory.procedural.ProceduralMemory;
import io.engram.memory.procedural.Skill;
import io.engram.planner.Plan;
import io.engram.worldmodel.Environment;
import io.engram.worldmodel.Reset;
import io.engram.worldmodel.Step;
import io.engram.worldmodel.Surprise;
import io.engram.worldmodel.WorldModel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Lives one episode: situation → decide → act → observe, until it ends. In learning episodes each step is kept for memory
 * and the use of skills is judged; in evaluation nothing is kept.
 */
final class EpisodeRunner {
    /** A step is a surprise when at least this share of it was predicted wrongly... */
    private static final double WRONG = 0.5;
    /** ...although it had been tried before more than once. */
    private static final double FAMILIAR = 0.34;
    /** In a world of chance being wrong is usual and no surprise: the model expects at least this error on average. */
    private static final double USUAL = 0.2;
    /** So many such steps make an episode surprising. */
    private static final int SURPRISES = 3;

    private final Environment environment;
    private final WorldModel model;
    private final ProceduralMemory skills;
    private final Decider decider;
    private final EpisodeLog log;
    private final SuccessCriterion success;
    private final EventSink events;
    private final BooleanSupplier stopped;
    private final List<String> names;
    private final List<Use> uses = new ArrayList<>();
    private long learningSteps;
    private long skillUses;

    /** How one use of a skill went; {@code cost} in actions. */
    private record Use(long skill, boolean succeeded, int cost) {
    }

    /**
     * How an episode went.
     *
     * @param finished false when it was broken off by a stop or the limit of steps; then it counts for nothing
     */
    record Result(boolean finished, int steps, double episodeReturn, boolean success, boolean surprised) {
    }

    /** The running episode. */
    private final class Run {
        final long turn;
        final boolean show;
        final boolean learns;
        final int most;
        String situation;
        int steps;
        double total;
        int surprises;
        boolean done;
        boolean terminated;
        String outcome = "";

        Run(long turn, boolean show, boolean learns, int most, String situation) {
            this.turn = turn;
            this.show = show;
            this.learns = learns;
            this.most = most;
            this.situation = situation;
        }

        boolean goesOn() {
            return !done && steps < most && !stopped.getAsBoolean();
        }

        /** Acts once. Returns whether the world did what was predicted. */
        boolean act(int action) {
            Step step = environment.step(action);
            Surprise surprise = model.observe(action, step);
            steps++;
            total += step.reward();
            done = step.done();
            terminated = step.terminated();
            if (surprise.error() >= WRONG && surprise.novelty() < FAMILIAR
                    && model.accuracy().expectedError() < USUAL)
                surprises++;
            String after = model.situation();
            outcome = done && success.test(total, steps, terminated) ? "success" : Situations.changes(situation, after);
            if (learns) {
                learningSteps++;
                log.step(situation, names.get(action), outcome, step.reward());
            }
            if (show)
                say(action, step, surprise);
            situation = after;
            return surprise.error() == 0;
        }

        private void say(int action, Step step, Surprise surprise) {
            String seen = outcome;
            events.emit(turn, stamp -> new AgentEvent.Acted(stamp, names.get(action)));
            events.emit(turn,
                    stamp -> new AgentEvent.Observed(stamp, seen, step.reward(), surprise.error(), step.done()));
        }
    }

    EpisodeRunner(Environment environment, WorldModel model, ProceduralMemory skills, Decider decider, EpisodeLog log,
            SuccessCriterion success, EventSink events, BooleanSupplier stopped) {
        this.environment = environment;
        this.model = model;
        this.skills = skills;
        this.decider = decider;
        this.log = log;
        this.success = success;
        this.events = events;
        this.stopped = stopped;
        names = environment.spec().actionNames();
    }

    /**
     * Lives one episode.
     *
     * @param seed for the environment's reset
     * @param turn number of the episode, for events
     * @param show whether each step is said
     * @param learns whether steps are remembered and skills judged
     * @param most steps after which it is broken off
     */
    Result run(OptionalLong seed, long turn, boolean show, boolean learns, int most) {
        Reset reset = environment.reset(seed);
        model.begin(reset);
        decider.begin();
        Run run = new Run(turn, show, learns, most, model.situation());
        if (show) {
            String situation = run.situation;
            events.emit(turn, stamp -> new AgentEvent.Perceived(stamp, environment.spec().id(), situation));
        }
        while (run.goesOn())
            turn(run);
        if (!run.done) {
            log.drop();
            return new Result(false, run.steps, run.total, false, false);
        }
        boolean succeeded = success.test(run.total, run.steps, run.terminated);
        if (learns)
            log.end(turn, succeeded, run.total);
        return new Result(true, run.steps, run.total, succeeded, run.surprises >= SURPRISES);
    }

    /** One decision, carried out: a single action, or a skill until it ends or the world does something else. */
    private void turn(Run run) {
        Decision decision = decider.decide(run.situation);
        if (run.show)
            decision.plan().ifPresent(plan -> say(run.turn, plan));
        int made = 0;
        boolean asPredicted = true;
        for (int action : decision.actions()) {
            if (!run.goesOn() || !asPredicted)
                break;
            asPredicted = run.act(action);
            made++;
        }
        if (decision.skill().isPresent())
            used(run, decision.skill().get(), made, made == decision.actions().size());
    }

    private void used(Run run, Skill skill, int made, boolean complete) {
        boolean succeeded = complete && Situations.holds(skill.outcome(), run.outcome);
        if (complete)
            skillUses++;
        if (run.learns)
            uses.add(new Use(skill.id(), succeeded, made));
    }

    /**
     * Reports the uses of skills since the last call to procedural memory and waits until it has them. Between two calls the
     * offered skills do not change, which keeps a life repeatable.
     */
    void settleUses() {
        List<CompletableFuture<?>> reports = new ArrayList<>();
        for (Use use : uses)
            reports.add(skills.reportUse(use.skill(), use.succeeded(), use.cost()));
        uses.clear();
        reports.forEach(CompletableFuture::join);
    }

    private void say(long turn, Plan plan) {
        String why = plan.simulations() + " simulations, depth " + plan.maxDepth() + ", stopped by " + plan.stop();
        events.emit(turn, stamp -> new AgentEvent.Planned(stamp, plan.principalVariation().getFirst(),
                plan.principalVariation(), (int) plan.simulations(), plan.value(), why));
    }

    /** Steps of learning so far. */
    long learningSteps() {
        return learningSteps;
    }

    /** Skills carried out to their end so far. */
    long skillUses() {
        return skillUses;
    }
}
