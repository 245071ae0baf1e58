// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.world.World;
import java.util.function.Consumer;

/** Something that happens on purpose, so that nothing is wrong. */
public record Disturbance(String name, long start, Consumer<World> begin) {}
