// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of cause, the most severe first. This table is the only source of what a kind is called
 * and what it means: {@code docs/operations.md} and {@code docs/report.schema.json} are written
 * from it, and tests hold the alerts against it.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of and a record of strings never change
public enum FaultKind {
  CLUSTER_SPLIT(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "the cluster is split, cut off: %s",
      List.of("NetcheckClusterPartitioned"),
      """
      The subject is the smaller part, as a list of nodes: at most five by name, then `and 4 more`.
      """,
      """
      The cluster is split into parts that no zone explains.
      The links within each part are up, and none between the parts is.
      Or many nodes that do not make up a zone fell silent and became unreachable at the same moment.
      """,
      """
      "none of 18 links between these 3 nodes and the other 3 is up", or "3 of 6 nodes are unreachable and silent at the same time".
      """,
      """
      A switch, a route, a firewall, or a tunnel of the overlay between the parts.
      If the smaller part is silent too, a power cut is just as likely, because both look the same from one side.
      With two equal parts nobody can tell which one is cut off: the one without the exporter is named.
      """,
      """
      Run this on a node of each part, with the address of a node in the other part.
      $ traceroute -n NODE_IN_THE_OTHER_PART
      """),
  ZONE_CUT_OFF(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "zone %s is cut off",
      List.of("NetcheckZonePartitioned"),
      """
      The subject is the zone.
      """,
      """
      No other zone reaches this zone.
      Its nodes still reach each other, or the whole zone is silent.
      """,
      """
      "none of 32 links between it and 2 other zones is up", "its 12 links within are up", or "all 4 of its nodes are silent".
      """,
      """
      The uplink, the router or the power of the zone, a peering or a route that all of its traffic takes, or a firewall around it.
      """,
      """
      Run this on a node of the zone, with the address of a node in another zone.
      $ ip route get NODE_IN_ANOTHER_ZONE
      $ traceroute -n NODE_IN_ANOTHER_ZONE
      """),
  ZONE_PAIR_DOWN(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "nothing passes between zones: %s",
      List.of("NetcheckZonePartitioned"),
      """
      The subject is a pair of zones: `a <-> b` if both directions fail, `a -> b` if only this one does.
      """,
      """
      No link from one zone to the other is up.
      Both zones are well connected otherwise: within themselves, and with other zones.
      """,
      """
      "none of 32 links between them is up", "the 24 links within zone a and the 32 links from zone a to other zones are up".
      """,
      """
      The route, the peering or the tunnel between these two zones, or a firewall rule that names one of them.
      If only one direction fails, a packet filter or a one-way route is the likely cause.
      """,
      """
      Run this on a node of each of the two zones, with the address of a node in the other.
      $ traceroute -n NODE_IN_THE_OTHER_ZONE
      """),
  NETWORK_DOWN(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "%s is broken everywhere",
      List.of("NetcheckNetworkDown"),
      """
      The subject is what is broken: `network pod`, `IPv6`, or `IPv6 in network pod`.
      """,
      """
      One network or one IP family fails between (nearly) all nodes, while the same nodes reach each other another way.
      """,
      """
      "none of 30 links in network pod is up", "all 30 links in network host are up".
      """,
      """
      Network `pod`: the network plugin, its overlay (a blocked tunnel port, a lost route), or a policy for all pods.
      An IP family: router advertisements, neighbour discovery, or a firewall that knows only the other family.
      """,
      """
      Did the network plugin or its configuration change, and does its tunnel pass between two nodes?
      $ kubectl -n kube-system get pods -o wide
      $ tcpdump -ni any 'udp port 4789 or udp port 8472 or udp port 6081 or udp port 51820'
      """),
  NODE_UNREACHABLE(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "node %s is unreachable",
      List.of("NetcheckNodeUnreachable"),
      """
      The subject is the node.
      """,
      """
      No observer reaches the node.
      If that holds for one network or one IP family only, the fault names it, and the node is reached another way.
      """,
      """
      "5 of 5 observers get no answer (timeout)", "agent host/node-4 is silent", "works in network host".
      """,
      """
      The agent is silent: power, link, or switch port.
      The agent still reports: ingress rules of the node, or the routes back to it.
      Another network still works: the network plugin on this node.
      One IP family only: its addresses, routes or neighbour discovery on this node.
      """,
      """
      Which networks still work, and is the agent silent?
      $ curl 'http://EXPORTER:8080/report?node=NODE&links=failing'
      """),
  NODE_ISOLATED(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "node %s cannot reach other nodes",
      List.of("NetcheckNodeIsolated"),
      """
      The subject is the node.
      """,
      """
      The node reaches nobody, while its heartbeats still come.
      So it lives, and the exporter knows from the node itself that its probes fail.
      Others may reach it or not; the evidence says which.
      """,
      """
      "it gets no answer from 5 of 5 nodes (timeout)", "5 of 5 observers reach it".
      """,
      """
      Others reach it: its egress rules or network policies, its routes, or a full conntrack table.
      Nobody reaches it: a rule on the node that lets little more than its heartbeats pass, or heartbeats that take another interface.
      """,
      """
      Run this on the node.
      $ ip route; iptables -S OUTPUT; conntrack -S
      """),
  EXPORTER_BLIND(
      FaultSeverity.CRITICAL,
      Duration.ZERO,
      "the exporter is blind to %s",
      List.of("NetcheckExporterBlind"),
      """
      The subject is whom it does not hear: `zone z`, `most agents`, `every agent`, `pod agents` or `host agents`.
      """,
      """
      These agents stopped reporting to the exporter at the same time, but the agents that still report reach them.
      If nobody reports any more, the exporter assumes that it is the problem itself.
      It knows nothing about links between agents that it does not hear, and blames none of them.
      """,
      """
      "4 of 4 agents of zone b are silent", "8 agents that report reach them".
      """,
      """
      The path from these agents to the exporter: its Service, a network policy, a route, a load balancer, or DNS.
      `every agent`: the exporter's own network, or too little CPU time for the exporter.
      """,
      """
      Does the exporter answer from a node of these agents, and what do their logs say?
      $ curl -i http://EXPORTER:8080/-/healthy
      $ journalctl -u netcheck-agent --since -5min     # on Kubernetes: kubectl logs POD
      """),
  SOME_PATHS_FAILING(
      FaultSeverity.CRITICAL,
      Duration.ofSeconds(2),
      "some of the paths fail: %s",
      List.of("NetcheckPathsFailing"),
      """
      The subject is where: `everywhere`, a pair of zones or of nodes (`a <-> b`), or a node.
      """,
      """
      Between two nodes, some flows always fail and others never do.
      A flow is one source port: the network sends all of its packets along one of several equal paths (ECMP), and one of these paths is broken.
      """,
      """
      "on 16 pairs of nodes some flows are always lost and others never", "about 1 of 8 paths: 9 of 70 source ports on 8 links get no answer, such as 40001, 40007 (node-1 -> node-3)".
      """,
      """
      One switch, link or router of several that share the load: a broken member of a bond, a line card, or a next hop that drops packets without withdrawing its route.
      """,
      """
      Compare paths that differ only in their source port. Run this on a node of one side.
      $ for port in 33001 33002 33003 33004 33005 33006; do traceroute -n -U --sport=$port -p 6100 TARGET_ADDRESS; done
      """),
  AGENT_DOWN(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "agent %s is down while its host answers",
      List.of("NetcheckAgentHeartbeatStale"),
      """
      The subject is the agent, as `kind/node`.
      """,
      """
      The host of the agent answers, the agent's ports refuse, and the agent is silent.
      So the process of the agent does not run, and the network is fine.
      """,
      """
      "3 of 3 observers reach the host while the agent's port refuses", "agent host/demo-4 is silent".
      """,
      """
      The process of the agent ended or restarts repeatedly: its configuration, its memory limit, or a failed update.
      """,
      """
      Run this on the node.
      $ journalctl -u netcheck-agent --since -15min     # on Kubernetes: kubectl logs --previous POD
      """),
  CLIENT_MISSING(
      FaultSeverity.WARNING,
      Duration.ofSeconds(6),
      "no heartbeat arrives from %s",
      List.of("NetcheckAgentHeartbeatStale"),
      """
      The subject is the agent, as `kind/node`, or both agents of a node: `host/node, pod/node`.
      """,
      """
      The exporter receives no heartbeat from this one agent, or from both agents of this one node.
      Or it never received one from an agent that should run.
      The peers of the node still reach it, or nobody measures it.
      If many agents are silent at once, the fault is `exporter_blind`.
      """,
      """
      "the exporter receives no heartbeat", "its peers still reach its node"; "it should run here but never reported".
      """,
      """
      Its peers reach it: the path from the node to the exporter (DNS, routes, policies).
      It never reported: it was not scheduled, or it does not start.
      """,
      """
      Does the exporter answer from that node?
      $ curl -i http://EXPORTER:8080/-/healthy
      """),
  AGENT_STALLED(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "agent %s is stalled",
      List.of("NetcheckProbeLoopStalled"),
      """
      The subject is the agent, as `kind/node`.
      """,
      """
      The agent exists but does not work.
      Either its heartbeats come while it completes no round of probing.
      Or it is frozen: TCP connects, its UDP port is silent, and no heartbeat comes.
      Or it gets so little CPU time that what it measures means nothing.
      Its own links count as unknown, and its word blames nobody.
      """,
      """
      "its heartbeats arrive, but it completes no round of probing"; "TCP connects, UDP gets no answer from 5 of 5 observers, and no heartbeat arrives".
      """,
      """
      A CPU limit that is too low, a node without free CPU time, a stopped or paused process or container, or a thread of the agent that hangs.
      """,
      """
      Run this on the node: is the process stopped (state T) or throttled? Save a thread dump, then restart the agent.
      $ ps -o pid,stat,pcpu,args -C java; cat /sys/fs/cgroup/system.slice/netcheck-agent.service/cpu.stat
      $ jcmd PID Thread.print | grep -A 12 '"event-loop"'
      """),
  DUPLICATE_CLIENT(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "more than one agent claims to be %s",
      List.of("NetcheckDuplicateClient"),
      """
      The subject is the identity, as `kind/node`.
      """,
      """
      Two running agents use the same identity.
      The exporter uses the agent that started last.
      """,
      """
      The address and the instance of both agents: "10.0.0.13:6100 (instance …) claims it too".
      """,
      """
      Two agents of one kind run on the node, or two nodes have the same name.
      """,
      """
      Find the two addresses in the report.
      $ ./netcheck report --url http://EXPORTER:8080
      """),
  WRONG_RESPONDER(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "answers come from another host: %s",
      List.of("NetcheckWrongResponder"),
      """
      The subject is the node whose address answers wrongly, or the link `a -> b` if only one source sees it.
      """,
      """
      Something answers at the address of the node, but it is not the agent of this node.
      The link counts as failing, because the right host was not reached.
      It may also be a host without an agent: it answers pings and refuses the rest, and the answers to the node's own probes go to it.
      """,
      """
      "5 of 5 pairs get answers of another host to udp,tcp (wrong_peer) on links that are up", or "5 of 5 pairs get no answer to udp,tcp (refused) on links that are up" together with "it gets no answer from 5 of 5 nodes".
      """,
      """
      Two hosts have the same address, an address was given to another pod or host before the old one was forgotten, a stale neighbour entry, or a NAT rule or a proxy that answers for others.
      """,
      """
      Run this on an observer: does more than one hardware address answer?
      $ ip neigh show TARGET_ADDRESS
      $ arping -c 5 -I INTERFACE TARGET_ADDRESS
      """),
  REJECTED(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "packets are rejected: %s",
      List.of("NetcheckProbesRejected"),
      """
      The subject is where: a node (on the way to it), `from` a node, a link `a -> b`, or `everywhere`.
      """,
      """
      Probes are actively rejected (connection refused, reset, or an ICMP error), although the peer is well by other probes.
      The fault names the kind of probe.
      """,
      """
      "5 of 5 pairs get no answer to tcp (refused) on links that are up", "1 pair of nodes: every probe is rejected (rejected by 10.0.0.254)".
      If it is known who rejects, its name or address is there: the source, the target, or a router.
      """,
      """
      A firewall or a network policy that rejects instead of dropping, a service mesh or a proxy that ends connections, or a route of type `prohibit` or `unreachable`.
      """,
      """
      Run this on the node, and on a router between the nodes.
      $ nft list ruleset | grep -n reject
      $ ip route show table all type prohibit; ip route show table all type unreachable
      """),
  NEW_FLOWS_FAILING(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "only new connections fail: %s",
      List.of("NetcheckNewFlowsFailing"),
      """
      The subject is where: a node, a link `a -> b`, or `everywhere`.
      """,
      """
      Flows that exist pass, new ones do not.
      Users see that a service works for those who are connected, and that nobody else gets in.
      """,
      """
      "5 of 5 pairs get no answer to udp,tcp (new_flow) on links that are up".
      """,
      """
      A full conntrack table, no free source ports on a NAT gateway, a limit on new connections in a firewall, or a full accept queue.
      """,
      """
      Run this on the node.
      $ sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
      $ conntrack -S; dmesg | grep -i conntrack
      """),
  PROBE_BLOCKED(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "probe %s gets no answer",
      List.of("NetcheckProbeBlocked"),
      """
      The subject is the kind of probe (`icmp`, `udp` or `tcp`), and how far the problem reaches:

      - `udp`: everywhere.
      - `udp to NODE`, `udp from NODE`, `udp to and from NODE`: on the links of one node.
      - `udp a -> b` or `udp a <-> b`: between two zones, or between two nodes.

      `fragments` stands in place of the kind of probe if packets of full size pass, and datagrams that need two do not.
      """,
      """
      One kind of probe gets no answer on links that work by another kind.
      A refusal is an answer; it belongs to `rejected`.
      Full-size packets belong to `mtu_black_hole`, unless only fragments are lost.
      """,
      """
      "5 of 5 observers whose link to it is up get no answer to icmp", "30 links up by other probes get no answer to icmp".
      """,
      """
      A policy or a firewall that drops this kind of probe: everywhere, on the named node, or between the named zones.
      """,
      """
      Run this on the node.
      $ nft list ruleset
      $ iptables -S; kubectl get networkpolicies --all-namespaces
      """),
  MTU_BLACK_HOLE(
      FaultSeverity.WARNING,
      Duration.ofSeconds(6),
      "full-size packets are lost: %s",
      List.of("NetcheckMtuBlackhole"),
      """
      The subject is where: `everywhere`, a node (both directions), `to` or `from` a node, or `a -> b` or `a <-> b` for a pair of zones or nodes.
      `to the exporter` if only heartbeats show it: they arrive in small TCP segments, and not otherwise.
      """,
      """
      Full-size packets are lost while small ones pass, and no router says that they are too big.
      Users see connections that open and then hang.
      The evidence names the size that passes, if the agents found it.
      With the reason `large_answer`, full-size datagrams pass, but a TCP answer of 64 KiB stops on the way.
      """,
      """
      "4 of 4 pairs get no answer to mtu (timeout) on links that are up", "packets of 1400 bytes pass, of 1401 bytes do not".
      "TCP answers of 64 KiB stop on the way: small answers over the same connections arrive, and so do full-size datagrams".
      """,
      """
      A tunnel or an overlay whose overhead nobody subtracted, a switch port with a smaller MTU, or a firewall that drops "fragmentation needed".
      If only large TCP answers stop: an MSS that is larger than the path, a broken segmentation offload of an interface, or a firewall that loses track of TCP windows.
      """,
      """
      Which size passes, and which MTU do the interfaces have? Run this on a node of the links.
      $ ping -M do -s 1472 -c 2 TARGET_ADDRESS
      $ tracepath -n TARGET_ADDRESS; ip -d link
      $ ss -tinO dst TARGET_ADDRESS; ethtool -k INTERFACE | grep -E 'segmentation|receive-offload'
      """),
  PACKET_LOSS(
      FaultSeverity.WARNING,
      Duration.ofSeconds(5),
      "packets are lost: %s",
      List.of("NetcheckPacketLossHigh"),
      """
      The subject is where: `everywhere`, a node (both directions), `to` or `from` a node, or `a -> b` or `a <-> b` for a pair of zones or nodes.
      """,
      """
      A part of the packets is lost, on links that are up otherwise.
      The rate is estimated, and the loss that all links have in common is subtracted.
      The severity is critical instead of warning if at least half of the packets are lost on a node, between zones, or everywhere.
      The evidence accumulates: 30 % shows within seconds, 2 % within a minute, 0.1 % within ten minutes.
      """,
      """
      "30 % of 412 packets are lost on 10 links of it", "0.1 % are lost on other links", "97 % of the lost datagrams are lost on the way to node-3".
      """,
      """
      A bad cable, transceiver or switch port, a full queue or a rate limit, a NIC that drops packets, an overloaded node, or one of several paths that is broken now and then.
      """,
      """
      Run this on the node: which counters grow?
      $ ip -s link; ethtool -S INTERFACE | grep -iE 'drop|err|discard|miss'
      $ nstat -az | grep -iE 'drop|overflow|retrans'
      """),
  LATENCY_HIGH(
      FaultSeverity.WARNING,
      Duration.ofSeconds(10),
      "round trips are slower than usual: %s",
      List.of("NetcheckLatencyHigh"),
      """
      The subject is where: `everywhere`, a node (both directions), `to` or `from` a node, or `a -> b` or `a <-> b` for a pair of zones or nodes.
      """,
      """
      Round trips take clearly longer than in the hour before, and longer than comparable links.
      """,
      """
      "21 ms instead of 0.4 ms on 10 of 10 links of it", "other links are as before".
      """,
      """
      A detour after a route changed, a full queue, an overloaded node, a CPU that saves power, or a limit on the CPU time of the agent.
      """,
      """
      Did the path change, and is a queue full? Run this on the node.
      $ mtr -n -r -c 20 TARGET_ADDRESS
      $ tc -s qdisc; cat /proc/pressure/cpu
      """),
  FLAPPING(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "the connection goes up and down: %s",
      List.of("NetcheckLinkFlapping"),
      """
      The subject is the node, or the link `a <-> b`.
      """,
      """
      The node or the link failed and healed again and again: its state changed three times within minutes.
      This fault stands in place of the single outages, until the state is stable.
      """,
      """
      "5 changes in 3 minutes, the last one 12 s ago".
      """,
      """
      A loose cable or a failing transceiver, a bond or a spanning tree that does not settle, a routing session that is reset, a node that restarts repeatedly, or two hosts with one address.
      """,
      """
      Run this on the node.
      $ journalctl -k --since -15min | grep -iE 'link is|carrier|bond'
      $ ip monitor all
      """),
  SERVICE_FAILING(
      FaultSeverity.WARNING,
      Duration.ofSeconds(7),
      "service %s fails",
      List.of("NetcheckServiceFailing"),
      """
      The subject is the service: `web`, or `web from n1, n2` or `web from zone z` if only these nodes see it fail.
      `web over IPv6` fails in that IP family only.
      """,
      """
      Three checks of the service failed in a row.
      Without `from`, they failed for at least half of the nodes that check it.
      One node is enough if only one checks it.
      """,
      """
      "4 of 6 observers fail (refused)", "checked by http".
      """,
      """
      Without `from`: the service itself.
      With `from`: the path from these nodes or this zone to the service.
      The [reason](api.md#reasons) tells more: with `expired` a certificate has to be renewed, with `reachable` a network policy does not deny what it must.
      """,
      """
      Do the service and its endpoints answer from that node?
      $ curl -v URL_OF_THE_SERVICE
      $ kubectl get endpointslices -l kubernetes.io/service-name=SERVICE
      """),
  DNS_FAILING(
      FaultSeverity.WARNING,
      Duration.ofSeconds(7),
      "DNS fails: %s",
      List.of("NetcheckDNSFailing"),
      """
      The subject is what fails: a name `at` a resolver (perhaps `from` some nodes), a `resolver`, or every lookup `on node` with a node.
      A `resolver over TCP` answers over UDP, and not over TCP.
      """,
      """
      DNS lookups fail, and no fault of the network explains it.
      The subject shows where: at one name, for all names of a resolver, or for all lookups on one node only.
      One observer is enough if only one asks.
      """,
      """
      "6 of 6 observers fail (timeout)", "none of 2 names is answered", "every lookup from this node fails; other nodes get answers".
      """,
      """
      The name does not exist, or the resolver or its upstream servers fail; the [reason](api.md#reasons) tells which: `nxdomain`, `servfail`, `query_refused` or `timeout`.
      On one node: its DNS cache, its conntrack table, or the network plugin.
      With `one_answer`, one of two queries from the same port is lost, typically in conntrack.
      Over TCP only: a policy or a firewall that lets only UDP through.
      """,
      """
      Run this on an affected node.
      $ dig +time=2 +tries=1 @RESOLVER NAME
      """),
  LINK_DOWN(
      FaultSeverity.WARNING,
      Duration.ZERO,
      "link %s is down",
      List.of("NetcheckLinkDown"),
      """
      The subject is `a -> b` (one direction) or `a <-> b` (both directions).
      If there are more than 100 pairs, one fault `of other nodes` counts the rest.
      """,
      """
      A single link is down, no larger fault explains it, and both of its nodes reach others.
      """,
      """
      "icmp, udp, tcp get no answer (timeout)".
      """,
      """
      Both directions: the path between the two nodes.
      One direction: a packet filter or a one-way route.
      Reason `local`: the packets do not leave the source, so check its own routes and firewall.
      """,
      """
      Run this on the source node.
      $ ip route get TARGET_ADDRESS
      $ traceroute -n TARGET_ADDRESS
      """),
  CLOCK_OFF(
      FaultSeverity.WARNING,
      Duration.ofSeconds(10),
      "the clock of node %s is wrong",
      List.of("NetcheckClockSkew"),
      """
      The subject is the node.
      """,
      """
      The clock of this node differs from the clocks of the others by more than a second, and the others agree with each other.
      Netcheck itself does not depend on the clocks of nodes. Certificates, tokens and logs do.
      """,
      """
      "it is 5.2 s ahead, as 5 of 5 observers measure", "the other clocks agree within 3 ms".
      """,
      """
      No time server is configured or reachable, the service for the time is not running, or a virtual machine was paused.
      """,
      """
      Run this on the node.
      $ chronyc tracking; timedatectl status
      """),
  NEVER_WORKED(
      FaultSeverity.WARNING,
      Duration.ofSeconds(60),
      "never reached since first probed: %s",
      List.of("NetcheckNeverReached"),
      """
      The subject is the target, or the list of targets, that nobody ever reached.
      """,
      """
      These targets gave no answer since they were first probed.
      So nothing broke: it was filtered, or wrong, from the beginning.
      That is why this fault never pages.
      """,
      """
      "no answer to 6 observers since they began 12 minutes ago".
      """,
      """
      A firewall or a network policy that was never opened for Netcheck, a wrong address in the list of peers, or a node that never joined the network.
      """,
      """
      Is the port of the agent open to other nodes? Run this on an observer.
      $ nc -vz -w 2 TARGET_ADDRESS 6100
      """),
  NOT_EXPLAINED(
      FaultSeverity.WARNING,
      Duration.ofSeconds(10),
      "failures without a known cause: %s",
      List.of("NetcheckFailuresNotExplained"),
      """
      The subject is `many links` or `many probes`: more than eight pairs of nodes fail, each for itself.
      """,
      """
      Something fails that no cause in this list explains well.
      It is reported as it is, so that nothing is hidden.
      """,
      """
      "links fail between 17 pairs of 9 nodes", and the first five of them.
      """,
      """
      Several small faults at the same time, a fault that changes faster than it can be observed, or a fault that Netcheck does not know.
      """,
      """
      Read what was considered, and why it was not named.
      $ curl 'http://EXPORTER:8080/report?explain=1'
      """),
  JOINING(
      FaultSeverity.INFO,
      Duration.ZERO,
      "node %s is joining",
      List.of(),
      """
      The subject is the node.
      """,
      """
      The node is new, and some of its links do not work yet.
      This degrades nothing and alerts nobody: it becomes another fault if the links still fail after a while.
      """,
      """
      "its agent started 8 s ago", "3 of 5 observers reach it already".
      """,
      """
      None is needed: agents learn new peers within seconds.
      """,
      """
      Look again after a minute.
      $ ./netcheck report --url http://EXPORTER:8080
      """);

  private final String label = name().toLowerCase(Locale.ROOT);
  private final FaultSeverity severity;
  private final Duration patience;
  private final String sentence;
  private final List<String> alerts;
  private final Guide guide;

  /**
   * What the documentation says about a kind, as Markdown.
   *
   * @param subject what the subject of such a fault is
   * @param evidence examples of its evidence
   * @param check what to check first; lines that start with {@code $} are commands
   */
  public record Guide(
      String subject, String meaning, String evidence, String causes, String check) {}

  FaultKind(
      FaultSeverity severity,
      Duration patience,
      String sentence,
      List<String> alerts,
      String subject,
      String meaning,
      String evidence,
      String causes,
      String check) {
    this.severity = severity;
    this.patience = patience;
    this.sentence = sentence;
    this.alerts = alerts;
    this.guide = new Guide(subject, meaning, evidence, causes, check);
  }

  /** The word for this kind in labels and in the report. */
  public String label() {
    return label;
  }

  /** How urgent it is as a rule; a finding may say more. */
  public FaultSeverity severity() {
    return severity;
  }

  /**
   * The alert that notifies about this kind, with a runbook of the same name; none for what alerts
   * nobody.
   */
  public List<String> alerts() {
    return alerts;
  }

  public Guide guide() {
    return guide;
  }

  /**
   * How long a finding must last before it is shown. Nothing for what fails altogether. Some
   * seconds where healing looks like a fault: a link that heals is up at the first answer, while
   * the probes that failed before come back one by one within the next second.
   */
  public Duration patience() {
    return patience;
  }

  /**
   * Whether links to or from its place fail, or all of them if it has none. The others are faults
   * of what is reached another way: services, lookups, clocks, heartbeats.
   */
  public boolean breaksLinks() {
    return switch (this) {
      case CLUSTER_SPLIT,
          ZONE_CUT_OFF,
          ZONE_PAIR_DOWN,
          NETWORK_DOWN,
          NODE_UNREACHABLE,
          NODE_ISOLATED,
          SOME_PATHS_FAILING,
          AGENT_DOWN,
          AGENT_STALLED,
          DUPLICATE_CLIENT,
          WRONG_RESPONDER,
          REJECTED,
          NEW_FLOWS_FAILING,
          PROBE_BLOCKED,
          MTU_BLACK_HOLE,
          PACKET_LOSS,
          LATENCY_HIGH,
          FLAPPING,
          LINK_DOWN,
          NEVER_WORKED,
          NOT_EXPLAINED,
          JOINING ->
          true;
      case EXPORTER_BLIND, CLIENT_MISSING, SERVICE_FAILING, DNS_FAILING, CLOCK_OFF -> false;
    };
  }

  /** What is wrong with {@code subject}, as part of a sentence. */
  public String sentence(String subject) {
    return sentence.formatted(subject);
  }

  @Override
  public String toString() {
    return label;
  }
}
