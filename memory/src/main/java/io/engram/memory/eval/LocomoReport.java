package io.engram.memory.eval;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run measured. Recall is of turns: per question the share of its evidence turns among the first k recalled, averaged
 * over questions (macro).
 *
 * @param questions how many questions were asked
 * @param recall k to category to mean recall; category {@code all} is over all questions
 * @param recallMillisP50 median time of a recall in milliseconds, embedding of the query excluded
 * @param recallMillisP99 its 99th percentile
 * @param ingestPerSecond turns made durable and findable by words per second, embedding excluded
 * @param embedPerSecond turns embedded per second
 */
public record LocomoReport(int questions, Map<Integer, Map<String, Double>> recall, double recallMillisP50,
        double recallMillisP99, double ingestPerSecond, double embedPerSecond) {
    /** The report as nested maps, in the order and with the names of the command's JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("questions", questions);
        Map<String, Object> byK = new LinkedHashMap<>();
        recall.forEach((k, categories) -> byK.put(Integer.toString(k), categories));
        map.put("recall", byK);
        Map<String, Object> millis = new LinkedHashMap<>();
        millis.put("p50", recallMillisP50);
        millis.put("p99", recallMillisP99);
        map.put("recall_ms", millis);
        map.put("ingest_per_second", ingestPerSecond);
        map.put("embed_per_second", embedPerSecond);
        return map;
    }
}
