import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * {@code de.kherud:llama} behind the line protocol of {@code io.engram.bench.peers.Peer}. Started from source, with the
 * library on the class path. Argument: the model file. The library takes text, not ids: a prompt is as many words as make up
 * the wanted number of tokens.
 */
public final class KherudPeer {
    private KherudPeer() {
    }

    public static void main(String[] args) throws Exception {
        Map<Integer, LlamaModel> models = new HashMap<>();
        System.out.println("ok");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            int threads = Integer.parseInt(words[1]);
            int n = Integer.parseInt(words[2]);
            try {
                LlamaModel model = models.computeIfAbsent(threads,
                        t -> new LlamaModel(new ModelParameters().setModel(args[0]).setThreads(t).setThreadsBatch(t)
                                .setCtxSize(512).setBatchSize(256).setGpuLayers(0).disableLog()));
                System.out.println("ok " + (words[0].equals("prefill") ? prefill(model, n) : decode(model, n)));
            } catch (RuntimeException e) {
                System.out.println("error " + String.valueOf(e.getMessage()).replace('\n', ' '));
            }
        }
    }

    private static double prefill(LlamaModel model, int n) {
        String prompt = prompt(model, n);
        long start = System.nanoTime();
        model.generate(parameters(prompt, 1)).iterator().next();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double decode(LlamaModel model, int n) {
        Iterator<LlamaOutput> out = model.generate(parameters(prompt(model, 16), n + 1)).iterator();
        out.next();
        long start = System.nanoTime();
        while (out.hasNext()) {
            out.next();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static InferenceParameters parameters(String prompt, int n) {
        return new InferenceParameters(prompt).setNPredict(n).setTemperature(0).setIgnoreEos(true)
                .setCachePrompt(false);
    }

    private static String prompt(LlamaModel model, int n) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; model.encode(text.toString()).length < n; i++) {
            text.append((char) ('a' + i * 7 % 26)).append(' ');
        }
        return text.toString();
    }
}
