// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordChanges;
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
import java.util.function.Consumer;
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
  private final RecordChanges changes;
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
    this.changes = new RecordChanges(2 * config.maxClients());
  }

  /** What a store must be told. */
  RecordChanges changes() {
    return changes;
  }

  private void changed(K8snetClient client) {
    changes.changed(ClientRecords.name(client.namespace, client.podName));
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
    if (!isNamed(info)) {
      return Optional.of(MALFORMED);
    }
    K8snetClient known = clients.get(new PodKey(info.namespace(), info.podName()));
    if (known != null && known.hasAddresses(info)) {
      if (!isActive(known, now)) {
        known.revive(info, known.node, known.pod, now);
        enter();
        changed(known);
      }
      hear(known, info, now);
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
      changed(known);
      hear(known, info, now);
    } else if (hasRoom(now)) {
      K8snetClient joined = new K8snetClient(info, node.get(), pod.get(), now, clock.instant());
      joined.version = 1;
      clients.put(new PodKey(info.namespace(), info.podName()), joined);
      changed(joined);
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

  private void hear(K8snetClient known, NodeInfo info, long now) {
    known.hear(info, now, clock.instant());
    changes.heard(ClientRecords.name(known.namespace, known.podName));
  }

  /**
   * Takes in what another exporter, or an earlier process, knows of a client.
   *
   * @param complete sets what is not in {@code info}
   * @param age what is known of the time since then
   */
  synchronized Learned learn(NodeInfo info, Consumer<K8snetClient> complete, RecordAge age) {
    long now = nowNanos();
    sweep(now);
    // The exporter that heard it has checked whether a loopback address came from loopback.
    InetAddress from = InetAddress.getLoopbackAddress();
    Optional<InetAddress> node = allowed.find(info.nodeIp(), from);
    Optional<InetAddress> pod = allowed.find(info.podIp(), from);
    if (!isNamed(info) || node.isEmpty() || pod.isEmpty()) {
      return Learned.REFUSED;
    }
    K8snetClient theirs = new K8snetClient(info, node.get(), pod.get(), now, clock.instant());
    complete.accept(theirs);
    theirs.elsewhere = true;
    PodKey key = new PodKey(info.namespace(), info.podName());
    K8snetClient mine = clients.get(key);
    if (mine == null) {
      if (now - theirs.heardNanos > config.forgetAfter().toNanos() || !hasRoom(now)) {
        return Learned.REFUSED;
      }
      if (age == RecordAge.BEFORE_START && isActive(theirs, now)) {
        theirs.heardNanos = now;
      }
      clients.put(key, theirs);
      enter();
      return Learned.TAKEN;
    }
    boolean wasActive = isActive(mine, now);
    if (theirs.version > mine.version) {
      if (!mine.hasAddresses(info)) {
        depart(mine, now);
      }
      theirs.heardAgain(mine.heardNanos, mine.heardAt, mine.elsewhere);
      clients.put(key, theirs);
    } else if (age == RecordAge.FRESH) {
      mine.heardAgain(theirs.heardNanos, theirs.heardAt, true);
    }
    if (!wasActive || !mine.hasAddresses(info)) {
      enter();
    }
    return theirs.version < mine.version && !mine.says(theirs) ? Learned.AHEAD : Learned.TAKEN;
  }

  /** Other exporters could not report for this time, so clients that only they hear do not age. */
  synchronized void hold(long nanos) {
    long now = nowNanos();
    for (K8snetClient known : clients.values()) {
      if (known.elsewhere) {
        known.heardNanos = Math.min(now, known.heardNanos + nanos);
      }
    }
  }

  /** Applies {@code view} to one client; empty if it is not known. */
  synchronized <T> Optional<T> find(String namespace, String pod, Function<K8snetClient, T> view) {
    sweep(nowNanos());
    return Optional.ofNullable(clients.get(new PodKey(namespace, pod))).map(view);
  }

  private static boolean isNamed(NodeInfo info) {
    return isName(info.podName()) && info.namespace().length() <= LONGEST_NAME;
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
      clients
          .values()
          .removeIf(known -> {
            boolean silent = !isActive(known, now);
            if (silent) {
              changed(known);
            }
            return silent;
          });
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
        changed(known);
      } else {
        // It departed when its time ran out, not now: results that came since then still count.
        departed.putIfAbsent(known.nodeIp, known.heardNanos + patienceNanos);
        departed.putIfAbsent(known.podIp, known.heardNanos + patienceNanos);
        dueNanos = Math.min(dueNanos, known.heardNanos + forget);
        if (!known.silent) {
          known.silent = true;
          // What a store has must not look younger than it is.
          changed(known);
        }
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
