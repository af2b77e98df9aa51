// node-llama-cpp behind the line protocol of io.engram.bench.peers.Peer. Argument: the model file.
import {createInterface} from "node:readline";
import {getLlama} from "node-llama-cpp";

const llama = await getLlama({gpu: false, build: "never", skipDownload: true, logLevel: "error"});
const model = await llama.loadModel({modelPath: process.argv[2], gpuLayers: 0});
const sequences = new Map();

// A context per number of threads: it is fixed when a context is made.
async function sequence(threads) {
    if (!sequences.has(threads)) {
        const context = await model.createContext({contextSize: 512, batchSize: 256, threads: {ideal: threads, min: threads}});
        sequences.set(threads, context.getSequence());
    }
    const found = sequences.get(threads);
    await found.clearHistory();
    return found;
}

// The same ids for every peer.
const ids = (n) => Array.from({length: n}, (_, i) => 300 + (i * 7919) % 40000);

async function prefill(threads, n) {
    const s = await sequence(threads);
    const start = performance.now();
    await s.evaluateWithoutGeneratingNewTokens(ids(n));
    return (performance.now() - start) / 1000;
}

// n steps after a prompt of 16; the step that takes in the prompt's last token is not counted.
async function decode(threads, n) {
    const s = await sequence(threads);
    const prompt = ids(16);
    await s.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
    let start = 0;
    let steps = 0;
    for await (const token of s.evaluate(prompt.slice(-1), {temperature: 0, yieldEogToken: true})) {
        if (start === 0)
            start = performance.now();
        else if (++steps === n)
            break;
    }
    if (steps !== n)
        throw new Error(`expected ${n} steps, received ${steps}`);
    return (performance.now() - start) / 1000;
}

console.log("ok");
for await (const line of createInterface({input: process.stdin})) {
    const [command, threads, n] = line.split(" ");
    try {
        const run = {prefill, decode}[command];
        console.log(run === undefined ? "error unknown command" : `ok ${await run(Number(threads), Number(n))}`);
    } catch (e) {
        console.log("error " + String(e.message ?? e).replaceAll("\n", " "));
    }
}
process.exit(0);
