// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import java.time.Duration;
import java.util.Locale;

/** The kinds of cause that are told apart, the gravest first. */
public enum FaultKind {
  /** Parts of the cluster do not reach each other; the subject is the smaller part. */
  CLUSTER_SPLIT,
  /** Nobody reaches a node. */
  NODE_UNREACHABLE,
  /** A node reaches nobody, though others reach it. */
  NODE_ISOLATED,
  /** A host answers, the agent on it does not. */
  AGENT_DOWN,
  /** The exporter does not hear an agent that should be there. */
  CLIENT_MISSING,
  /** An agent reports, but its rounds of probing stand still. */
  AGENT_STALLED,
  /** Two living agents claim one identity. */
  DUPLICATE_CLIENT,
  /** One kind of probe gets no answer on links that are up: everywhere, at a node, or on a link. */
  PROBE_BLOCKED,
  /** A service fails. */
  SERVICE_FAILING,
  /** Names cannot be looked up. */
  DNS_FAILING,
  /** A single link that no larger cause explains. */
  LINK_DOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The word for this kind in labels and in the report. */
  public String label() {
    return label;
  }

  /**
   * How long it has to be found before it is a fault. A link that heals is up at the first answer,
   * and the probes that were silent before come back one by one within the next second.
   */
  Duration patience() {
    return this == PROBE_BLOCKED ? Duration.ofSeconds(2) : Duration.ZERO;
  }

  /** What is the matter with {@code subject}, as part of a sentence. */
  public String sentence(String subject) {
    return switch (this) {
      case CLUSTER_SPLIT -> "the cluster is split, cut off: " + subject;
      case NODE_UNREACHABLE -> "node " + subject + " is unreachable";
      case NODE_ISOLATED -> "node " + subject + " reaches nobody";
      case AGENT_DOWN -> "agent " + subject + " is down while its host answers";
      case CLIENT_MISSING -> "agent " + subject + " is not heard of";
      case AGENT_STALLED -> "agent " + subject + " no longer probes";
      case DUPLICATE_CLIENT -> "more than one agent claims to be " + subject;
      case PROBE_BLOCKED -> "probe " + subject + " gets no answer";
      case SERVICE_FAILING -> "service " + subject + " fails";
      case DNS_FAILING -> "DNS fails: " + subject;
      case LINK_DOWN -> "link " + subject + " is down";
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
