package io.engram.memory.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.engram.memory.Episode;
import io.engram.memory.LivedStep;
import io.engram.memory.Provenance;
import io.engram.memory.semantic.FactDraft;
import io.engram.memory.semantic.FactDraft.Polarity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlainStatementsTest {
    private static final Instant SAID = Instant.parse("2026-03-11T10:00:00Z");

    private record Labelled(String utterance, Set<String> facts) {
    }

    private static Episode said(String text) {
        return new Episode(7, "mia", "chat", "", text, SAID, SAID, 0, 0.5, Provenance.said("mia"), Map.of(), List.of(),
                false, 0, 0);
    }

    private static List<Labelled> labelled(String set) throws IOException {
        try (InputStream in = Objects.requireNonNull(PlainStatementsTest.class.getResourceAsStream(set))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank()).map(line -> {
                        String[] columns = line.split("\t", 2);
                        String facts = columns.length < 2 ? "" : columns[1].strip();
                        return new Labelled(columns[0],
                                facts.isEmpty() ? Set.of() : new TreeSet<>(List.of(facts.split(" ;; "))));
                    }).toList();
        }
    }

    /** How the rules read a set of labelled utterances. */
    record Score(int utterances, int wanted, int read, int right, List<String> wrong, List<String> missed) {
        static Score of(String set) throws IOException {
            int right = 0;
            int read = 0;
            int wanted = 0;
            List<String> wrong = new ArrayList<>();
            List<String> missed = new ArrayList<>();
            List<Labelled> all = labelled(set);
            for (Labelled each : all) {
                Set<String> found = reading(each.utterance());
                read += found.size();
                wanted += each.facts().size();
                right += (int) found.stream().filter(each.facts()::contains).count();
                found.stream().filter(f -> !each.facts().contains(f))
                        .forEach(f -> wrong.add(each.utterance() + " -> " + f));
                each.facts().stream().filter(f -> !found.contains(f))
                        .forEach(f -> missed.add(each.utterance() + " -> " + f));
            }
            return new Score(all.size(), wanted, read, right, wrong, missed);
        }

        double precision() {
            return (double) right / read;
        }

        double recall() {
            return (double) right / wanted;
        }
    }

    /** What the rules read, in the form of the labels. That liking ends disliking is no reading and is left out. */
    private static Set<String> reading(String utterance) {
        return PlainStatements.of(said(utterance)).stream().filter(d -> !(d.polarity() == Polarity.ENDS
                && d.relation().equals("dislikes"))).filter(d -> !oppositeOfAffirmed(d, utterance))
                .map(PlainStatementsTest::label).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean oppositeOfAffirmed(FactDraft d, String utterance) {
        return d.polarity() == Polarity.ENDS && d.relation().equals("likes")
                && PlainStatements.of(said(utterance)).stream().anyMatch(
                        o -> o.relation().equals("dislikes") && o.polarity() == Polarity.AFFIRMS
                                && o.object().equals(d.object()));
    }

    private static String label(FactDraft d) {
        String from = d.validFrom().equals(SAID) || d.validFrom().equals(Instant.MIN) ? "-" : day(d.validFrom());
        String until = d.validTo().equals(Instant.MAX) ? "-" : day(d.validTo());
        String subject = d.subject().equals("mia") ? "-" : d.subject();
        return String.join("|", subject, d.relation(), d.object(), d.polarity().name(), from, until);
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    @Test
    void labelledUtterances_areReadPreciselyAndMostlyFound() throws IOException {
        Score score = Score.of("statements.tsv");
        assertThat(score.utterances()).isGreaterThan(100);
        assertThat(score.precision()).as("%s", score).isGreaterThanOrEqualTo(0.97);
        assertThat(score.recall()).as("%s", score).isGreaterThanOrEqualTo(0.92);
    }

    /** Floors a little below what docs/bench/extraction.md reports. */
    @Test
    void unseenUtterances_areReadAsReported() throws IOException {
        Score score = Score.of("unseen.tsv");
        assertThat(score.precision()).as("%s", score).isGreaterThanOrEqualTo(0.9);
        assertThat(score.recall()).as("%s", score).isGreaterThanOrEqualTo(0.6);
    }

    @Test
    void utterancesThatStateNothing_giveNoFact() throws IOException {
        assertThat(labelled("statements.tsv").stream().filter(each -> each.facts().isEmpty())
                .filter(each -> !reading(each.utterance()).isEmpty()).map(Labelled::utterance)).isEmpty();
    }

    @Test
    void livedEpisodesAndMarkedQuestions_stateNothing() {
        Episode lived = new Episode(1, "self", "environment:e", "", "I live in Bern", SAID, SAID, 0, 0.5,
                Provenance.observed("environment:e"), Map.of(), List.of(new LivedStep("a", "b", "c", 0)), true, 0, 0);
        Episode question = new Episode(1, "mia", "chat", "", "I live in Bern", SAID, SAID, 0, 0.5,
                Provenance.said("mia"), Map.of("kind", "question"), List.of(), false, 0, 0);
        assertThat(PlainStatements.of(lived)).isEmpty();
        assertThat(PlainStatements.of(question)).isEmpty();
    }

    @Test
    void anyText_isReadWithoutFailing() {
        for (String text : List.of("", " ", "。", "I live in", "on 31 April 2024 I moved to Bern", "我", "在1999999年",
                "I ".repeat(2000), "a".repeat(100_000), "\u0000\uD800", "999 years ago I moved to Ur")) {
            assertThat(PlainStatements.of(said(text.isEmpty() ? "." : text))).isNotNull();
        }
    }
}
