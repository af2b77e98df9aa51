/**
 * The engine beside its peers: the same model file through {@link io.engram.bench.peers.EngramPeer} and through engines from
 * public registries, each in a process of its own behind the line protocol of {@link io.engram.bench.peers.Peer}, taking
 * turns. {@link io.engram.bench.peers.PeerBench} drives them; {@code bench/peers/run} installs and starts everything.
 */
@NullMarked
package io.engram.bench.peers;

import org.jspecify.annotations.NullMarked;
