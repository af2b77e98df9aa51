package io.engram.memory.recall;

import io.engram.memory.Layer;
import io.engram.memory.Trust;

/**
 * A recallable record as the indexes see it.
 *
 * @param id its id in the agent's memory
 * @param layer the layer that holds it
 * @param timeMillis when it happened or was learned, milliseconds of the epoch
 * @param keyText the text whose words find it
 * @param embedText the text whose meaning finds it; empty for words only
 * @param salience in [0, 1]
 * @param group channel and session, whose documents are neighbours; empty for none
 * @param actor who is behind it; a query that names the actor prefers it
 * @param trust how far it may be believed
 */
public record Document(long id, Layer layer, long timeMillis, String keyText, String embedText, double salience,
        String group, String actor, Trust trust) {
}
