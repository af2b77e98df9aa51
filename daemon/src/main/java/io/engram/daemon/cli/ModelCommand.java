package io.engram.daemon.cli;

import io.engram.inference.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engram model}: everything about one GGUF file. */
@Command(name = "model", sortOptions = false, synopsisHeading = "Usage: ", customSynopsis = {
        "./engram model COMMAND --model FILE.gguf [OPTIONS]",
        ""}, description = "Runs, measures and makes language models in GGUF files.", commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions of every command:%n", subcommands = {
                ModelGenerate.class, ModelChat.class, ModelLogits.class, ModelBenchmark.class, ModelMake.class,
                ModelPack.class, ModelTokenize.class,
                ModelDetokenize.class, ModelAccepts.class, ModelRender.class, ModelParse.class, ModelEmbed.class,
                ModelScore.class, ModelTrain.class, ModelTune.class, ModelExportRun.class, ModelEval.class})
final class ModelCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw EngramCommand.bare(spec);
    }

    /** The file, when it is there and is a file. */
    static Path existing(Path file) {
        if (!Files.exists(file))
            throw new CommandException(file + ": no such file");
        if (!Files.isRegularFile(file))
            throw new CommandException(file + ": expected a GGUF file, found a folder or device");
        if (!Files.isReadable(file))
            throw new CommandException(file + ": permission denied");
        return file;
    }

    /** A prompt given as text or as ids. */
    static int[] ids(LanguageModel loaded, Path file, String textOption, String text, String idOption,
            List<Integer> ids) {
        if (text.isEmpty() == ids.isEmpty())
            throw new UsageException("expected either " + textOption + " or " + idOption);
        if (!ids.isEmpty())
            return checked(loaded, idOption, ids);
        if (!loaded.hasTokenizer())
            throw new CommandException(file + ": expected a vocabulary, the file has none; give " + idOption);
        return loaded.tokenizer().encodePrompt(text);
    }

    /** Ids that the model knows. */
    static int[] checked(LanguageModel loaded, String option, List<Integer> ids) {
        for (int id : ids)
            if (id < 0 || id >= loaded.vocabularySize())
                throw new UsageException(
                        option + ": expected ids in [0, " + (loaded.vocabularySize() - 1) + "], received " + id);
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
