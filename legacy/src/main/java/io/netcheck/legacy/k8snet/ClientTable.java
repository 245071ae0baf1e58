// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.exporter.client.RegistryConfig;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of k8snet-checker, by namespace and pod. A client is active until it is silent for
 * {@code CACHE_KEY_SECOND}; then it stays as stale for a while. Thread-safe.
 */
final class ClientTable {
  private static final Logger LOG = LoggerFactory.getLogger(ClientTable.class);
  private static final int LONGEST_NAME = 253;

  /** A reason to drop a heartbeat, as in the metric. */
  static final String ADDRESS_NOT_ALLOWED = ErrorCode.ADDRESS_NOT_ALLOWED.label();

  static final String TOO_MANY_CLIENTS = ErrorCode.TOO_MANY_CLIENTS.label();
  static final String MALFORMED = ErrorCode.MALFORMED.label();

  private record PodKey(String namespace, String podName) implements Comparable<PodKey> {
    @Override
    public int compareTo(PodKey other) {
      int byNamespace = namespace.compareTo(other.namespace);
      return byNamespace != 0 ? byNamespace : podName.compareTo(other.podName);
    }
  }

  private final RegistryConfig config;
  private final ProcessClock clock;
  private final AllowedAddresses allowed;
  private final long epochNanos;
  private final long patienceNanos;
  private final Map<PodKey, K8snetClient> clients = new HashMap<>();
  private final Map<String, Long> departed = new LinkedHashMap<>();
  private ClientDirectory directory =
      new ClientDirectory(0, List.of(), List.of(), Set.of(), Map.of());
  private boolean changed;
  private long dueNanos = Long.MAX_VALUE;

  ClientTable(RegistryConfig config, ProcessClock clock) {
    this.config = config;
    this.clock = clock;
    this.allowed = new AllowedAddresses(config.allowed());
    this.epochNanos = clock.nanoTime();
    this.patienceNanos = config.freshness().toNanos();
  }

  long nowNanos() {
    return clock.nanoTime() - epochNanos;
  }

  long patienceNanos() {
    return patienceNanos;
  }

  /**
   * Adds a heartbeat.
   *
   * @param from the address that sent it
   * @return why it was dropped; empty if it was not
   */
  synchronized Optional<String> hear(NodeInfo info, InetAddress from) {
    long now = nowNanos();
    sweep(now);
    boolean named = isName(info.podName()) && info.namespace().length() <= LONGEST_NAME;
    if (!named) {
      return Optional.of(MALFORMED);
    }
    K8snetClient known = clients.get(new PodKey(info.namespace(), info.podName()));
    if (known != null && known.hasAddresses(info)) {
      if (!isActive(known, now)) {
        known.revive(info, known.node, known.pod, now);
        enter();
      }
      known.hear(info, now, clock.instant());
      return Optional.empty();
    }
    if (known != null && isActive(known, now) && known.isOvertaken(info)) {
      // It was on the way for longer than a newer one, which has the current addresses.
      return Optional.empty();
    }
    Optional<InetAddress> node = allowed.find(info.nodeIp(), from);
    Optional<InetAddress> pod = allowed.find(info.podIp(), from);
    if (node.isEmpty() || pod.isEmpty()) {
      allowed.logRefusal(ADDRESS_NOT_ALLOWED, from);
      return Optional.of(ADDRESS_NOT_ALLOWED);
    }
    if (known != null) {
      depart(known, now);
      known.revive(info, node.get(), pod.get(), now);
      known.hear(info, now, clock.instant());
    } else if (hasRoom(now)) {
      K8snetClient joined = new K8snetClient(info, node.get(), pod.get(), now, clock.instant());
      joined.version = 1;
      clients.put(new PodKey(info.namespace(), info.podName()), joined);
      LOG.info(
          "k8snet client joined event=auth node={} pod={} address={}",
          node.get().getHostAddress(),
          pod.get().getHostAddress(),
          from.getHostAddress());
    } else {
      return Optional.of(TOO_MANY_CLIENTS);
    }
    enter();
    return Optional.empty();
  }

  private void enter() {
    changed = true;
    dueNanos = Math.min(dueNanos, nowNanos() + patienceNanos);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }

  private boolean hasRoom(long now) {
    if (clients.size() >= config.maxClients()) {
      clients.values().removeIf(known -> !isActive(known, now));
    }
    return clients.size() < config.maxClients();
  }

  private boolean isActive(K8snetClient known, long now) {
    return now - known.heardNanos <= patienceNanos;
  }

  private void depart(K8snetClient known, long now) {
    departed.put(known.nodeIp, now);
    departed.put(known.podIp, now);
    changed = true;
  }

  /** Checks the clients when the first of them can have become silent. */
  private void sweep(long now) {
    if (now <= dueNanos) {
      return;
    }
    long forget = config.forgetAfter().toNanos();
    dueNanos = Long.MAX_VALUE;
    changed = true;
    for (Iterator<K8snetClient> it = clients.values().iterator(); it.hasNext(); ) {
      K8snetClient known = it.next();
      if (isActive(known, now)) {
        dueNanos = Math.min(dueNanos, known.heardNanos + patienceNanos);
      } else if (now - known.heardNanos > forget) {
        it.remove();
      } else {
        // It departed when its time ran out, not now: results that came since then still count.
        departed.putIfAbsent(known.nodeIp, known.heardNanos + patienceNanos);
        departed.putIfAbsent(known.podIp, known.heardNanos + patienceNanos);
        dueNanos = Math.min(dueNanos, known.heardNanos + forget);
      }
    }
    departed.values().removeIf(left -> now - left > patienceNanos);
  }

  synchronized ClientDirectory directory() {
    long now = nowNanos();
    sweep(now);
    if (changed) {
      changed = false;
      TreeSet<String> hosts = new TreeSet<>();
      TreeSet<String> pods = new TreeSet<>();
      int active = 0;
      for (K8snetClient known : clients.values()) {
        if (isActive(known, now)) {
          active++;
          hosts.add(known.nodeIp);
          pods.add(known.podIp);
        }
      }
      Set<String> live = new HashSet<>(hosts);
      live.addAll(pods);
      departed.keySet().removeAll(live);
      directory =
          new ClientDirectory(
              active, List.copyOf(hosts), List.copyOf(pods), live, new HashMap<>(departed));
    }
    return directory;
  }

  /** Notes that the client with this address sent results. */
  synchronized void reported(String podIp) {
    // Called once a minute per client, so an index is not worthwhile.
    for (K8snetClient known : clients.values()) {
      if (known.podIp.equals(podIp)) {
        known.resultsNanos = nowNanos();
        known.reported = true;
      }
    }
  }

  /** Applies {@code view} to every client, including silent ones. */
  synchronized <T> List<T> each(Function<K8snetClient, T> view) {
    sweep(nowNanos());
    List<T> all = new ArrayList<>(clients.size());
    clients.values().forEach(known -> all.add(view.apply(known)));
    return all;
  }

  boolean isActive(K8snetClient known) {
    return isActive(known, nowNanos());
  }
}
