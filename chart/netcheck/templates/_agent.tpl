{{/* SPDX-License-Identifier: Apache-2.0 */}}
{{/* The DaemonSet of one kind of agent. Takes {root, kind: pod or host}. */}}
{{- define "netcheck.agent" -}}
{{- $values := .root.Values }}
{{- $agent := $values.agent }}
{{- $own := eq .kind "pod" | ternary $values.podAgent $values.hostAgent }}
{{- $component := print "agent-" .kind }}
{{- $full := include "netcheck.fullname" .root }}
{{- $name := print $full "-" $component }}
{{- $ref := dict "root" .root "component" $component "name" $name }}
{{- $auth := $values.auth }}
{{- $hasCA := not (empty (or $agent.exporterCA.secretName $agent.exporterCA.configMapName)) }}
{{- $hasServiceCA := not (empty (or $agent.serviceCA.secretName $agent.serviceCA.configMapName)) }}
{{- $given := dict
  "NETCHECK_CA_FILE" ($hasServiceCA | ternary (print "/etc/netcheck/service-ca/" $agent.serviceCA.key) "")
  "SERVER_URL" ($agent.exporterUrl | default (include "netcheck.exporterUrl" .root))
  "NETCHECK_EXPORTERS" (join "," $agent.exporters | default (and (empty $agent.exporterUrl) (include "netcheck.exporters" .root) | empty | ternary "" (printf "%s-exporter-peers.%s.svc:%v" $full (include "netcheck.namespace" .root) $values.exporter.port)))
  "NETCHECK_KIND" .kind
  "CLIENT_PORT" (int $own.port)
  "TEST_PORT" (int $agent.testPort)
  "NETCHECK_PEERS_FILE" "/var/lib/netcheck/peers.json"
  "NETCHECK_ALLOWED_CIDRS" (join "," $values.allowedCIDRs)
  "NETCHECK_DNS_NAMES" (tpl (join "," $agent.dnsNames) .root)
  "NETCHECK_CLUSTER_DNS" (tpl (join "," $agent.clusterDNS) .root)
  "NETCHECK_METRICS_PORT" ($agent.metricsPort | int | default "")
  "NETCHECK_TOKEN_FILE" (has $auth.mode (list "kubernetes" "token") | ternary "/var/run/secrets/netcheck/token" "")
  "NETCHECK_SERVER_CA_FILE" ($hasCA | ternary (print "/etc/netcheck/exporter-ca/" $agent.exporterCA.key) "")
  "NETCHECK_SERVER_CERT_FILE" (eq $auth.mode "certificate" | ternary "/etc/netcheck/certificate/tls.crt" "")
  "NETCHECK_SERVER_KEY_FILE" (eq $auth.mode "certificate" | ternary "/etc/netcheck/certificate/tls.key" "")
  "NETCHECK_WEB_CONFIG_FILE" (include "netcheck.webConfig" $agent.web | empty | ternary "" "/etc/netcheck/web/web.yaml")
  "NETCHECK_WEB_TOKEN_FILE" ($agent.web.token.secretName | empty | ternary "" "/etc/netcheck/web-token/token")
  "LOG_LEVEL" $values.logLevel
  "JDK_JAVA_OPTIONS" $agent.jvmOptions
}}
{{- $services := list }}
{{- range $service, $url := $agent.services }}
{{- $services = append $services (print $service "=" ($url | replace "," "%2C")) }}
{{- end }}
{{- $_ := set $given "NETCHECK_SERVICES" (join "," $services) }}
apiVersion: apps/v1
kind: DaemonSet
metadata:
  {{- include "netcheck.metadata" $ref | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "netcheck.selectorLabels" $ref | nindent 6 }}
  minReadySeconds: {{ $agent.minReadySeconds }}
  revisionHistoryLimit: {{ $values.revisionHistoryLimit }}
  updateStrategy:
    type: {{ $agent.updateStrategy }}
    {{- if eq $agent.updateStrategy "RollingUpdate" }}
    rollingUpdate:
      maxUnavailable: {{ $agent.maxUnavailable }}
    {{- end }}
  template:
    metadata:
      labels:
        {{- include "netcheck.labels" $ref | nindent 8 }}
        {{- with include "netcheck.podLabels" (dict "root" .root "own" $own.podLabels) }}
        {{- . | nindent 8 }}
        {{- end }}
      {{- with include "netcheck.podAnnotations" (dict "root" .root "own" $own.podAnnotations) }}
      annotations:
        {{- . | nindent 8 }}
      {{- end }}
    spec:
      {{- with $values.imagePullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      serviceAccountName: {{ include "netcheck.serviceAccountName" (dict "name" $name "account" $own.serviceAccount) }}
      # An agent does not use the Kubernetes API.
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- if eq .kind "host" }}
      hostNetwork: true
      {{- end }}
      {{- with include "netcheck.podOptions" $own | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      securityContext:
        {{- include "netcheck.podSecurity" .root | nindent 8 }}
        {{- /* Kubernetes rejects net.* sysctls with hostNetwork; there the value of the node applies. */}}
        {{- if and (eq .kind "pod") (include "netcheck.pingSysctl" .root) }}
        # The groups that may open unprivileged ICMP sockets; a safe sysctl since Kubernetes 1.18.
        sysctls:
          - name: net.ipv4.ping_group_range
            value: {{ printf "%s %s" (include "netcheck.pingGroup" .root) (include "netcheck.pingGroup" .root) | quote }}
        {{- end }}
      {{- with $own.priorityClassName | default (include "netcheck.priorityClass" .root) }}
      priorityClassName: {{ . }}
      {{- end }}
      terminationGracePeriodSeconds: 15
      containers:
        - name: agent
          image: {{ include "netcheck.image" (dict "root" .root "image" $agent.image) }}
          imagePullPolicy: {{ $values.imagePullPolicy }}
          env:
            - name: NETCHECK_NODE_NAME
              valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
            - name: NODE_IP
              {{- /* Has all addresses of the node since Kubernetes 1.29 (KEP-2681). */}}
              valueFrom: {fieldRef: {fieldPath: {{ semverCompare ">=1.29-0" .root.Capabilities.KubeVersion.Version | ternary "status.hostIPs" "status.hostIP" }}}}
            {{- if eq .kind "pod" }}
            - name: POD_IP
              valueFrom: {fieldRef: {fieldPath: status.podIPs}}
            {{- end }}
            {{- $zoneIsGiven := hasKey $agent.settings "NETCHECK_ZONE" }}
            {{- range $agent.extraEnv }}{{ if eq .name "NETCHECK_ZONE" }}{{ $zoneIsGiven = true }}{{ end }}{{ end }}
            {{- if not $zoneIsGiven }}
            - name: NETCHECK_ZONE
              {{- /* Pods have this label of their node since Kubernetes 1.35 (KEP-4742). Before, it is empty, and the exporter asks for the Node. */}}
              valueFrom: {fieldRef: {fieldPath: "metadata.labels['topology.kubernetes.io/zone']"}}
            {{- end }}
            {{- include "netcheck.env" (dict "given" $given "part" $agent "path" "agent" "fromPod" (list "NETCHECK_NODE_NAME" "NODE_IP" "POD_IP")) | trim | nindent 12 }}
          {{- with $agent.envFrom }}
          envFrom:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            - {name: http, protocol: TCP, containerPort: {{ $own.port }}{{ if eq .kind "host" }}, hostPort: {{ $own.port }}{{ end }}}
            - {name: echo, protocol: UDP, containerPort: {{ $own.port }}{{ if eq .kind "host" }}, hostPort: {{ $own.port }}{{ end }}}
            {{- if $agent.metricsPort }}
            - {name: metrics, protocol: TCP, containerPort: {{ $agent.metricsPort }}{{ if eq .kind "host" }}, hostPort: {{ $agent.metricsPort }}{{ end }}}
            {{- end }}
          {{- include "netcheck.probes" $agent | trim | nindent 10 }}
          {{- with $agent.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          securityContext:
            {{- include "netcheck.containerSecurity" .root | nindent 12 }}
          volumeMounts:
            - {name: state, mountPath: /var/lib/netcheck}
            - {name: tmp, mountPath: /tmp}
            {{- if has $auth.mode (list "kubernetes" "token") }}
            - {name: token, mountPath: /var/run/secrets/netcheck, readOnly: true}
            {{- end }}
            {{- if eq $auth.mode "certificate" }}
            - {name: certificate, mountPath: /etc/netcheck/certificate, readOnly: true}
            {{- end }}
            {{- if $hasCA }}
            - {name: exporter-ca, mountPath: /etc/netcheck/exporter-ca, readOnly: true}
            {{- end }}
            {{- with include "netcheck.webMounts" $agent | trim }}
            {{- . | nindent 12 }}
            {{- end }}
            {{- if $hasServiceCA }}
            - {name: service-ca, mountPath: /etc/netcheck/service-ca, readOnly: true}
            {{- end }}
            {{- with $agent.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
      volumes:
        - name: state
          emptyDir: {sizeLimit: 16Mi}
        - name: tmp
          emptyDir: {sizeLimit: 16Mi}
        {{- if eq $auth.mode "kubernetes" }}
        - name: token
          projected:
            defaultMode: 288 # 0440
            sources:
              - serviceAccountToken:
                  path: token
                  audience: {{ $auth.audience }}
                  expirationSeconds: 3600
        {{- else if eq $auth.mode "token" }}
        - name: token
          secret:
            secretName: {{ $auth.token.secretName }}
            defaultMode: 288 # 0440
            items: [{key: {{ $auth.token.key }}, path: token}]
        {{- else if eq $auth.mode "certificate" }}
        - name: certificate
          secret:
            secretName: {{ $auth.certificate.secretName }}
            defaultMode: 288 # 0440
        {{- end }}
        {{- if $hasCA }}
        {{- include "netcheck.caVolume" (dict "name" "exporter-ca" "ca" $agent.exporterCA) | nindent 8 }}
        {{- end }}
        {{- with include "netcheck.webVolumes" (dict "web" $agent.web "name" (print $full "-agent")) | trim }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- if $hasServiceCA }}
        {{- include "netcheck.caVolume" (dict "name" "service-ca" "ca" $agent.serviceCA) | nindent 8 }}
        {{- end }}
        {{- with $agent.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $own.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $own.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $own.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
