// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One named network namespace: ip-netns(8). */
public record NetworkNamespace(String name) {
  private static final Path FOLDER = Path.of("/run/netns");

  static NetworkNamespace add(String name) throws IOException {
    Commands.run(List.of("ip", "netns", "add", name));
    NetworkNamespace namespace = new NetworkNamespace(name);
    namespace.run(
        """
        ip link set lo up
        sysctl -q -w net.ipv4.ping_group_range='0 2147483647'
        sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
        """);
    return namespace;
  }

  /** The command prefix that runs a program in this namespace. */
  public List<String> prefix() {
    return List.of("ip", "netns", "exec", name);
  }

  /** Runs the lines of a shell script in this namespace, and stops at the first failure. */
  public String run(String script) throws IOException {
    List<String> command = new ArrayList<>(prefix());
    command.addAll(List.of("sh", "-ec", script));
    return Commands.run(command);
  }

  /**
   * Runs {@code work} in a thread inside this namespace. The sockets that it opens belong to this
   * namespace, even if other threads use them later.
   */
  public <T> T call(Duration deadline, Callable<T> work) throws IOException {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          SystemCalls.enterNetwork(FOLDER.resolve(name));
          return work.call();
        });
    // A platform thread of its own, because it cannot leave the namespace.
    Thread thread = Thread.ofPlatform().daemon().name("in-" + name).start(task);
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new IOException("not finished within " + deadline, e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
