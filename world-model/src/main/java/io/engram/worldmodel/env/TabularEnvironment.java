package io.engram.worldmodel.env;

import io.engram.worldmodel.EnvSpec;
import io.engram.worldmodel.Observation;
import io.engram.worldmodel.Space;
import java.util.List;
import java.util.SplittableRandom;

/** Lives in {@link TabularRules}; the observation is the number of the state. */
public final class TabularEnvironment extends RuledEnvironment implements KnownRules {
    private final TabularRules rules;
    private int state;

    public TabularEnvironment(TabularRules rules) {
        super(new EnvSpec(rules.id(), rules.maxSteps(), rules.actionNames(), extreme(rules, false),
                extreme(rules, true)));
        this.rules = rules;
    }

    /** The rules, for an exact model. */
    public TabularRules rules() {
        return rules;
    }

    @Override
    public KnownWorld exactWorld(double discount) {
        return new TabularWorld(rules, discount);
    }

    @Override
    public Space.Discrete observationSpace() {
        return new Space.Discrete(rules.states());
    }

    @Override
    void begin(SplittableRandom source) {
        double left = source.nextDouble();
        int s = 0;
        while (s < rules.states() - 1 && (left -= rules.starts().get(s)) >= 0) {
            s++;
        }
        state = s;
    }

    @Override
    double act(int action, SplittableRandom source) {
        List<TabularRules.Outcome> outcomes = rules.outcomes(state, action);
        double left = outcomes.size() == 1 ? 0 : source.nextDouble();
        int i = 0;
        while (i < outcomes.size() - 1 && (left -= outcomes.get(i).probability()) >= 0) {
            i++;
        }
        TabularRules.Outcome outcome = outcomes.get(i);
        state = outcome.next();
        if (outcome.terminated()) {
            end();
        }
        return outcome.reward();
    }

    @Override
    Observation observe() {
        return new Observation.StateObservation(state);
    }

    @Override
    public String render() {
        if (rules.columns() == 0) {
            return "state " + state + System.lineSeparator();
        }
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < rules.states(); s++) {
            text.append(s == state ? '@' : '.');
            if ((s + 1) % rules.columns() == 0) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static double extreme(TabularRules rules, boolean high) {
        var rewards = rules.table().stream().flatMap(List::stream).flatMap(List::stream)
                .mapToDouble(TabularRules.Outcome::reward);
        return (high ? rewards.max() : rewards.min()).orElse(0);
    }
}
