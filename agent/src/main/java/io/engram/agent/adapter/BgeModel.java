package io.engram.agent.adapter;

import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallzhv15q.BgeSmallZhV15QuantizedEmbeddingModel;

/** The models of the bge-small family that are at hand, and what their model cards say about questions. */
enum BgeModel {
    ENGLISH("bge-small-en-v1.5", 384, "Represent this sentence for searching relevant passages: ",
            BgeSmallEnV15QuantizedEmbeddingModel.class), CHINESE("bge-small-zh-v1.5", 512, "为这个句子生成表示以用于检索相关文章：",
                    BgeSmallZhV15QuantizedEmbeddingModel.class);

    private final String id;
    private final int dimensions;
    private final String instruction;
    private final Class<?> home;

    BgeModel(String id, int dimensions, String instruction, Class<?> home) {
        this.id = id;
        this.dimensions = dimensions;
        this.instruction = instruction;
        this.home = home;
    }

    String id() {
        return id;
    }

    int dimensions() {
        return dimensions;
    }

    /** What is put in front of a question; a passage stands alone. */
    String instruction() {
        return instruction;
    }

    /** The class whose jar holds the files. */
    Class<?> home() {
        return home;
    }

    String model() {
        return "/" + id + "-q.onnx";
    }

    String tokenizer() {
        return "/" + id + "-q-tokenizer.json";
    }
}
