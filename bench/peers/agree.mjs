// Compares this engine's next-token log-probabilities with node-llama-cpp's on one model file.
// Arguments: the model file, a file that holds what `engram model logits --json` printed for it.
import {readFileSync} from "node:fs";
import {getLlama} from "node-llama-cpp";

const [file, printed] = process.argv.slice(2);
const ours = JSON.parse(readFileSync(printed, "utf8"));
const llama = await getLlama({gpu: false, build: "never", skipDownload: true, logLevel: "error"});
const model = await llama.loadModel({modelPath: file, gpuLayers: 0});
const context = await model.createContext({contextSize: 512, threads: 1, flashAttention: false,
    experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32"});
const tokens = ours.tokens;
const theirs = await context.getSequence().controlledEvaluate(
    tokens.map((token) => [token, {generateNext: {probabilities: true, options: {temperature: 1, topK: 0, topP: 1, minP: 0}}}]));
let worst = 0;
let compared = 0;
ours.top.forEach((candidates, i) => {
    const probabilities = theirs[i].next.probabilities;
    for (const [id, logprob] of candidates) {
        // Smaller ones are lost where the peer keeps probabilities as floats.
        if (logprob > -10) {
            worst = Math.max(worst, Math.abs(Math.log(probabilities.get(id)) - logprob));
            compared++;
        }
    }
});
console.log(JSON.stringify({positions: tokens.length, compared, worst}));
process.exit(0);
