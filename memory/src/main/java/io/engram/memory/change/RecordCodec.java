package io.engram.memory.change;

import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.Layer;
import io.engram.memory.LivedStep;
import io.engram.memory.Provenance;
import io.engram.memory.Trust;
import io.engram.memory.consolidation.Decision;
import io.engram.memory.procedural.Skill;
import io.engram.memory.semantic.EntityMerge;
import io.engram.memory.semantic.Fact;
import io.engram.memory.semantic.Regularity;
import io.engram.memory.working.WorkingItem;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The fields of each record, in stored order. New fields go to the end of a structure, with a default for old bytes. */
@SuppressWarnings("EnumOrdinal") // stored enums are documented as append-only
public final class RecordCodec {
    private RecordCodec() {
    }

    /** One episode as the value of the record store: the same bytes as in the journal, without the links. */
    public static byte[] toBytes(Episode episode) {
        ByteSink out = new ByteSink();
        episode(out, episode);
        return out.toBytes();
    }

    /** Reads {@link #toBytes(Episode)}; links are 0. */
    public static Episode episode(byte[] bytes) {
        return episode(new ByteSource(ByteBuffer.wrap(bytes)));
    }

    static void episode(ByteSink out, Episode e) {
        out.varint(e.id());
        content(out, e.actor(), e.channel(), e.session(), e.text(), e.reward(), e.salience(), e.provenance(),
                e.attributes(), e.steps(), e.success(), e.surprise(), e.marked());
        out.instant(e.eventTime());
        out.instant(e.ingestTime());
    }

    static Episode episode(ByteSource in) {
        long id = in.varint(0);
        EpisodeDraft c = content(in.struct());
        Instant eventTime = in.instant(Instant.EPOCH);
        Instant ingestTime = in.instant(eventTime);
        return new Episode(id, c.actor(), c.channel(), c.session(), c.text(), eventTime, ingestTime, c.reward(),
                c.salience(), c.provenance(), c.attributes(), c.steps(), c.success(), 0, 0, c.surprise(), c.marked());
    }

    private static void content(ByteSink parent, String actor, String channel, String session, String text,
            double reward,
            double salience, Provenance provenance, Map<String, String> attributes, List<LivedStep> steps,
            boolean success, double surprise, boolean marked) {
        ByteSink out = new ByteSink();
        out.text(actor);
        out.text(channel);
        out.text(session);
        out.text(text);
        out.real(reward);
        out.real(salience);
        provenance(out, provenance);
        map(out, attributes);
        steps(out, steps);
        out.bool(success);
        out.real(surprise);
        out.bool(marked);
        parent.struct(out);
    }

    private static EpisodeDraft content(ByteSource in) {
        return new EpisodeDraft(in.text("unknown"), in.text("unknown"), in.text(""), in.text("unknown"),
                Optional.empty(), in.real(0), in.real(0.5), provenance(in), map(in), steps(in), in.bool(false),
                in.real(0), in.bool(false));
    }

    /** Steps repeat their words, so the words go first, each once, and the steps name them by index. */
    private static void steps(ByteSink parent, List<LivedStep> steps) {
        ByteSink out = new ByteSink();
        Map<String, Integer> words = new LinkedHashMap<>();
        for (LivedStep step : steps) {
            words.putIfAbsent(step.situation(), words.size());
            words.putIfAbsent(step.action(), words.size());
            words.putIfAbsent(step.outcome(), words.size());
        }
        out.varint(words.size());
        words.keySet().forEach(out::text);
        out.varint(steps.size());
        for (LivedStep step : steps) {
            ByteSink body = new ByteSink();
            body.varint(word(words, step.situation()));
            body.varint(word(words, step.action()));
            body.varint(word(words, step.outcome()));
            body.real(step.reward());
            out.struct(body);
        }
        parent.struct(out);
    }

    private static int word(Map<String, Integer> words, String word) {
        return words.getOrDefault(word, 0);
    }

    private static List<LivedStep> steps(ByteSource parent) {
        if (!parent.more()) {
            return List.of();
        }
        ByteSource in = parent.struct();
        String[] words = new String[in.count(0)];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.text("");
        }
        int count = in.count(0);
        List<LivedStep> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ByteSource body = in.struct();
            steps.add(new LivedStep(word(words, body), word(words, body), word(words, body), body.real(0)));
        }
        return steps;
    }

    private static String word(String[] words, ByteSource in) {
        int index = in.intValue(-1);
        if (index < 0 || index >= words.length) {
            throw new ChangeFormatException("word index must be below " + words.length + ", was " + index);
        }
        return words[index];
    }

    static void fact(ByteSink out, Fact f) {
        out.varint(f.id());
        out.text(f.subject());
        out.text(f.relation());
        out.text(f.object());
        map(out, f.qualifiers());
        out.bool(f.singleValued());
        out.real(f.confidence());
        out.instant(f.validFrom());
        out.instant(f.validTo());
        out.instant(f.learnedAt());
        out.instant(f.retiredAt());
        out.varint(f.support());
        ids(out, f.episodes());
        provenance(out, f.provenance());
        out.bool(f.negated());
        out.varint(f.closedBy());
        out.varint(f.closedIn());
        out.instant(f.statedUntil());
        out.bool(f.startStated());
    }

    static Fact fact(ByteSource in) {
        return new Fact(in.varint(0), in.text(""), in.text(""), in.text(""), map(in), in.bool(false), in.real(0.5),
                in.instant(Instant.MIN), in.instant(Instant.MAX), in.instant(Instant.EPOCH), in.instant(Instant.MAX),
                in.intValue(1), ids(in), provenance(in), in.bool(false), in.varint(0), in.varint(0),
                in.instant(Instant.MAX), in.bool(false));
    }

    static void regularity(ByteSink out, Regularity r) {
        out.varint(r.id());
        out.text(r.situation());
        out.text(r.action());
        out.text(r.outcome());
        out.varint(r.count());
        out.varint(r.trials());
        out.varint(r.support());
        out.real(r.meanReward());
        ids(out, r.episodes());
        out.instant(r.learnedAt());
        provenance(out, r.provenance());
        out.bool(r.general());
    }

    static Regularity regularity(ByteSource in) {
        return new Regularity(in.varint(0), in.text(""), in.text(""), in.text(""), in.intValue(0), in.intValue(0),
                in.intValue(0), in.real(0), ids(in), in.instant(Instant.EPOCH), provenance(in), in.bool(true));
    }

    static void skill(ByteSink out, Skill s) {
        out.varint(s.id());
        out.text(s.name());
        out.text(s.channel());
        texts(out, s.condition());
        texts(out, s.actions());
        out.text(s.outcome());
        out.varint(s.support());
        out.varint(s.successes());
        out.varint(s.failures());
        out.varint(s.uses());
        out.varint(s.usesSucceeded());
        out.real(s.meanCost());
        out.real(s.gain());
        out.varint(s.status().ordinal());
        ids(out, s.episodes());
        out.instant(s.learnedAt());
        out.instant(s.lastUsed());
        provenance(out, s.provenance());
        texts(out, s.channels());
        texts(out, s.termination());
        out.varint(s.parameters().size());
        for (Skill.Parameter parameter : s.parameters()) {
            ByteSink body = new ByteSink();
            body.text(parameter.name());
            texts(body, parameter.examples());
            out.struct(body);
        }
    }

    static Skill skill(ByteSource in) {
        return new Skill(in.varint(0), in.text(""), in.text(""), new TreeSet<>(texts(in)), texts(in),
                in.text(""), in.intValue(0), in.intValue(0), in.intValue(0), in.intValue(0), in.intValue(0),
                in.real(0), in.real(0), in.constant(Skill.Status.values(), Skill.Status.ACTIVE), ids(in),
                in.instant(Instant.EPOCH), in.instant(Instant.EPOCH), provenance(in), new TreeSet<>(texts(in)),
                new TreeSet<>(texts(in)), parameters(in));
    }

    private static List<Skill.Parameter> parameters(ByteSource in) {
        int count = in.count(0);
        List<Skill.Parameter> parameters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ByteSource body = in.struct();
            parameters.add(new Skill.Parameter(body.text("value"), texts(body)));
        }
        return parameters;
    }

    static void merge(ByteSink out, EntityMerge m) {
        out.varint(m.id());
        out.text(m.alias());
        out.text(m.into());
        out.text(m.method());
        out.real(m.score());
        ids(out, m.episodes());
        out.instant(m.time());
        out.instant(m.undoneAt());
        provenance(out, m.provenance());
    }

    static EntityMerge merge(ByteSource in) {
        return new EntityMerge(in.varint(0), in.text("unknown"), in.text("unknown"), in.text("unknown"), in.real(0),
                ids(in), in.instant(Instant.EPOCH), in.instant(Instant.MAX), provenance(in));
    }

    static void decision(ByteSink out, Decision d) {
        out.instant(d.time());
        out.text(d.rule());
        out.varint(d.layer().ordinal());
        out.varint(d.record());
        ids(out, d.episodes());
        out.varint(d.figures().size());
        d.figures().forEach((name, value) -> {
            out.text(name);
            out.real(value);
        });
    }

    static Decision decision(ByteSource in) {
        Instant time = in.instant(Instant.EPOCH);
        String rule = in.text("unknown");
        Layer layer = in.constant(Layer.values(), Layer.SEMANTIC);
        long record = in.varint(0);
        List<Long> episodes = ids(in);
        int count = in.count(0);
        Map<String, Double> figures = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            figures.put(in.text(""), in.real(0));
        }
        return new Decision(time, rule, layer, record, episodes, figures);
    }

    static void working(ByteSink out, WorkingItem item) {
        EpisodeDraft c = item.content();
        out.varint(item.id());
        content(out, c.actor(), c.channel(), c.session(), c.text(), c.reward(), c.salience(), c.provenance(),
                c.attributes(), c.steps(), c.success(), c.surprise(), c.marked());
        out.bool(c.eventTime().isPresent());
        out.instant(c.eventTime().orElse(Instant.EPOCH));
        out.varint(item.tokens());
        out.bool(item.pinned());
        out.varint(item.episode());
        out.instant(item.added());
    }

    static WorkingItem working(ByteSource in) {
        long id = in.varint(0);
        EpisodeDraft content = content(in.struct());
        boolean timed = in.bool(false);
        Instant eventTime = in.instant(Instant.EPOCH);
        return new WorkingItem(id, timed ? content.withEventTime(eventTime) : content, in.intValue(0),
                in.bool(false), in.varint(0), in.instant(Instant.EPOCH));
    }

    /** Ascending ids as differences; any order is kept, a step back only costs more bytes. */
    static void ids(ByteSink out, List<Long> ids) {
        out.varint(ids.size());
        long last = 0;
        for (long id : ids) {
            out.varint(id - last);
            last = id;
        }
    }

    static List<Long> ids(ByteSource in) {
        int count = in.count(0);
        List<Long> ids = new ArrayList<>(count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            last += in.varint(0);
            ids.add(last);
        }
        return ids;
    }

    private static void texts(ByteSink out, Collection<String> texts) {
        out.varint(texts.size());
        texts.forEach(out::text);
    }

    private static List<String> texts(ByteSource in) {
        int count = in.count(0);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(in.text(""));
        }
        return texts;
    }

    private static void map(ByteSink out, Map<String, String> map) {
        out.varint(map.size());
        map.forEach((key, value) -> {
            out.text(key);
            out.text(value);
        });
    }

    private static Map<String, String> map(ByteSource in) {
        int count = in.count(0);
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            map.put(in.text(""), in.text(""));
        }
        return map;
    }

    private static void provenance(ByteSink parent, Provenance p) {
        ByteSink out = new ByteSink();
        out.text(p.source());
        out.text(p.writer());
        out.varint(p.trust().ordinal());
        parent.struct(out);
    }

    /** A record from before provenance was stored is of unknown origin, so nothing of it may be believed. */
    private static Provenance provenance(ByteSource parent) {
        if (!parent.more()) {
            return new Provenance("unknown", "unknown", Trust.UNTRUSTED);
        }
        ByteSource in = parent.struct();
        return new Provenance(in.text("unknown"), in.text("unknown"), in.constant(Trust.values(), Trust.UNTRUSTED));
    }
}
