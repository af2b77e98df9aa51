package io.engram.agent;

import io.engram.agent.Answer.Origin;
import io.engram.agent.event.AgentEvent;
import io.engram.agent.event.AgentEvent.Remembered;
import io.engram.agent.spi.Responder;
import io.engram.memory.AgentMemory;
import io.engram.memory.Episode;
import io.engram.memory.EpisodeDraft;
import io.engram.memory.Layer;
import io.engram.memory.Recall;
import io.engram.memory.RecallQuery;
import io.engram.memory.RecalledItem;
import io.engram.memory.Signal;
import io.engram.memory.working.WorkingDraft;
import io.vertx.core.Future;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a turn over text: perceive → recall → deliberate → act → observe → record.
 *
 * <p>Methods are called on the event loop; each step that may block runs on its worker and its event is emitted when it is
 * over, so events of one turn keep their order.
 */
final class TextTurns {
    /** Attribute that marks a recorded question, so that a question is not answered with itself. */
    private static final String KIND = "kind";
    private static final String QUESTION = "question";
    private static final int LONGEST_TEXT = 1 << 20;

    private final String agent;
    private final AgentOptions options;
    private final AgentMemory memory;
    private final Workers workers;
    private final EventHub events;
    private final @Nullable Responder responder;
    private final long seed;

    TextTurns(AgentBuilder settings, AgentMemory memory, Workers workers, EventHub events) {
        this.agent = settings.name;
        this.options = settings.options;
        this.memory = memory;
        this.workers = workers;
        this.events = events;
        this.responder = settings.responder;
        this.seed = settings.seed;
    }

    Future<Episode> tell(long turn, String text, String actor) {
        String content = perceive(turn, text, actor);
        return record(turn, EpisodeDraft.said(actor, content));
    }

    Future<Recall> recall(long turn, RecallQuery query) {
        return workers.onMemory(() -> memory.recall(query)).onSuccess(recall -> recalled(turn, recall));
    }

    Future<Answer> ask(long turn, String text, String actor) {
        String question = perceive(turn, text, actor);
        RecallQuery query = RecallQuery.of(question).withLimit(options.recallLimit() * 2);
        return workers.onMemory(() -> withoutQuestions(memory.recall(query)))
                .onSuccess(recall -> recalled(turn, recall))
                .compose(recall -> deliberate(turn, question, actor, recall.items()))
                .compose(answer -> act(turn, answer))
                .compose(answer -> record(turn, question(actor, question)).map(answer));
    }

    private String perceive(long turn, String text, String actor) {
        String content = Normalizer.normalize(text, Normalizer.Form.NFC).strip();
        if (content.isEmpty())
            throw new IllegalArgumentException("text: expected words, received a blank text");
        if (content.length() > LONGEST_TEXT)
            throw new IllegalArgumentException(
                    "text: expected at most " + LONGEST_TEXT + " characters, received " + content.length());
        if (actor.isBlank())
            throw new IllegalArgumentException("actor: expected a name, received a blank one");
        events.emit(turn, stamp -> new AgentEvent.Perceived(stamp, actor, content));
        return content;
    }

    private void recalled(long turn, Recall recall) {
        Duration time = recall.embedding().plus(recall.searching());
        List<Remembered> memories = recall.items().stream().map(TextTurns::remembered).toList();
        events.emit(turn, stamp -> new AgentEvent.Recalled(stamp, recall.query().text(), memories, time));
    }

    /** How the answer is made: by the language model when there is one, else from the memories themselves. */
    private Future<Answer> deliberate(long turn, String question, String actor, List<RecalledItem> memories) {
        if (responder == null) {
            planned(turn, memories.isEmpty() ? "say nothing" : "repeat what was recalled",
                    "there is no language model");
            String text = memories.stream().map(RecalledItem::text).collect(Collectors.joining("\n"));
            return Future.succeededFuture(
                    new Answer(text, memories.isEmpty() ? Origin.NOTHING : Origin.RECALLED, "", memories));
        }
        Responder speaker = responder;
        planned(turn, "reply", speaker.id() + " reads " + memories.size() + " memories");
        Responder.Request request = new Responder.Request(agent, memories.stream().map(TextTurns::line).toList(), actor,
                question, options.maxReplyTokens(), seed * 1_000_003 + turn);
        return workers.onModel(() -> speaker.reply(request))
                .map(reply -> new Answer(reply.text(), Origin.GENERATED, speaker.id(), memories));
    }

    private void planned(long turn, String action, String why) {
        events.emit(turn, stamp -> new AgentEvent.Planned(stamp, action, List.of(action), 0, 0, why));
    }

    /** The reply is the action; handing it to the caller is its outcome. */
    private Future<Answer> act(long turn, Answer answer) {
        events.emit(turn, stamp -> new AgentEvent.Acted(stamp, answer.text()));
        String outcome = answer.origin().name().toLowerCase(Locale.ROOT);
        events.emit(turn, stamp -> new AgentEvent.Observed(stamp, outcome, 0, 0, true));
        return Future.succeededFuture(answer);
    }

    private Future<Episode> record(long turn, EpisodeDraft draft) {
        return workers.onMemoryStage(() -> memory.record(draft)).onSuccess(
                episode -> events.emit(turn, stamp -> new AgentEvent.Recorded(stamp, Long.toString(episode.id()))))
                .compose(episode -> keepInMind(draft, episode));
    }

    /** What was just said is in mind for the next turns; what is too large for working memory is in the episode only. */
    private Future<Episode> keepInMind(EpisodeDraft draft, Episode episode) {
        return workers.onMemoryStage(() -> memory.working().add(WorkingDraft.copyOf(episode.id(), draft)))
                .<Episode>map(item -> episode).recover(tooLarge -> Future.succeededFuture(episode));
    }

    private static EpisodeDraft question(String actor, String text) {
        return EpisodeDraft.said(actor, text).withSalience(0.2).withAttributes(Map.of(KIND, QUESTION));
    }

    private Recall withoutQuestions(Recall recall) {
        List<RecalledItem> kept = new ArrayList<>();
        for (RecalledItem item : recall.items()) {
            if (kept.size() < options.recallLimit() && !isQuestion(item))
                kept.add(item);
        }
        return new Recall(recall.query(), kept, recall.embedding(), recall.searching());
    }

    private boolean isQuestion(RecalledItem item) {
        if (item.layer() != Layer.EPISODIC)
            return false;
        Optional<Episode> episode = memory.episodic().get(item.id());
        return episode.isPresent() && QUESTION.equals(episode.get().attributes().get(KIND));
    }

    /** One recalled memory as one line for a language model: what, and who says so. */
    private static String line(RecalledItem item) {
        return item.text().replace('\n', ' ') + " (" + item.layer().name().toLowerCase(Locale.ROOT) + ", from "
                + item.provenance().writer() + ", " + item.time() + ")";
    }

    private static Remembered remembered(RecalledItem item) {
        String why = item.why().stream().map(Signal::name).collect(Collectors.joining(", "));
        return new Remembered(Long.toString(item.id()), item.layer().name().toLowerCase(Locale.ROOT), item.text(),
                item.score(), why);
    }
}
