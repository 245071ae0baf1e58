// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds violations of the Pod Security Standards of Kubernetes, level <em>restricted</em>, which
 * includes <em>baseline</em>, for each control in <a
 * href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">the list</a>.
 */
final class PodSecurity {
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes");

  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private static final Set<Object> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  private PodSecurity() {}

  /** The fields that violate the level. */
  static List<String> violations(Map<String, Object> pod) {
    List<String> found = new ArrayList<>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      check(found, !Boolean.TRUE.equals(pod.get(field)), field);
    }
    check(found, pod.getOrDefault("hostUsers", true) instanceof Boolean, "hostUsers");
    for (Object volume : Yaml.list(pod, "volumes")) {
      Set<String> types = new HashSet<>(Yaml.map(volume).keySet());
      types.remove("name");
      check(found, VOLUMES.containsAll(types), "volumes " + types);
    }
    Map<String, Object> context = Yaml.map(Yaml.at(pod, "securityContext"));
    for (Object sysctl : Yaml.list(context, "sysctls")) {
      String name = Yaml.text(sysctl, "name");
      check(found, SAFE_SYSCTLS.contains(name), "sysctl " + name);
    }
    context(found, context);
    Stream.of("containers", "initContainers", "ephemeralContainers")
        .flatMap(kind -> Yaml.list(pod, kind).stream())
        .map(Yaml::map)
        .forEach(container -> container(found, context, container));
    return List.copyOf(found);
  }

  private static void container(
      List<String> found, Map<String, Object> ofThePod, Map<String, Object> container) {
    for (Object port : Yaml.list(container, "ports")) {
      check(found, Set.of("", "0").contains(Yaml.text(port, "hostPort")), "hostPort");
    }
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      check(found, Yaml.text(container, probe, "httpGet", "host").isEmpty(), probe + " host");
    }
    Map<String, Object> own = Yaml.map(Yaml.at(container, "securityContext"));
    context(found, own);
    check(found, !Boolean.TRUE.equals(own.get("privileged")), "privileged");
    check(found, Set.of("", "Default").contains(Yaml.text(own, "procMount")), "procMount");
    check(
        found,
        Boolean.FALSE.equals(own.get("allowPrivilegeEscalation")),
        "allowPrivilegeEscalation");
    check(found, Yaml.list(own, "capabilities", "drop").contains("ALL"), "capabilities drop");
    check(
        found,
        Set.of("NET_BIND_SERVICE").containsAll(Yaml.list(own, "capabilities", "add")),
        "capabilities add");
    Map<String, Object> both = new java.util.HashMap<>(ofThePod);
    both.putAll(own);
    check(found, Boolean.TRUE.equals(both.get("runAsNonRoot")), "runAsNonRoot");
    check(
        found,
        Set.of("RuntimeDefault", "Localhost").contains(Yaml.text(both, "seccompProfile", "type")),
        "seccompProfile");
  }

  /** Checks that apply to the security context of a pod and of a container. */
  private static void context(List<String> found, Map<String, Object> context) {
    check(found, !Integer.valueOf(0).equals(context.get("runAsUser")), "runAsUser");
    check(found, SELINUX_TYPES.contains(Yaml.text(context, "seLinuxOptions", "type")), "seLinux");
    check(found, Yaml.text(context, "seLinuxOptions", "user").isEmpty(), "seLinux user");
    check(found, Yaml.text(context, "seLinuxOptions", "role").isEmpty(), "seLinux role");
    check(
        found,
        Set.of("", "RuntimeDefault", "Localhost")
            .contains(Yaml.text(context, "appArmorProfile", "type")),
        "appArmor");
    check(
        found, !Boolean.TRUE.equals(Yaml.at(context, "windowsOptions", "hostProcess")), "windows");
  }

  private static void check(List<String> found, boolean allowed, String field) {
    if (!allowed && !found.contains(field)) {
      found.add(field);
    }
  }
}
