process GISTCLI {
    tag "$meta.id"
    label 'process_single'

    conda "${moduleDir}/environment.yml"

    input:
    tuple val(meta), path(variants)
    val(suffix)

    output:
    tuple val(meta), path("${prefix}.${suffix}"), emit: annotated
    tuple val(meta), path("*.log")              , emit: log
    path "versions.yml"                         , emit: versions

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix   = task.ext.prefix ?: "${meta.id}.gistcli"
    """
    # Exit status 1 says that some row could not be read: it has a problem, and all others their answers.
    gistcli annotate --no-progress $args -i '$variants' -o '${prefix}.${suffix}' 2> '${prefix}.log' || {
        status=\$?
        cat '${prefix}.log' >&2
        [ \$status -eq 1 ] || exit \$status
    }

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        gistcli: \$(gistcli --version | sed -n '1s/^gistcli[^0-9]*\\([0-9][^ ,]*\\).*/\\1/p')
    END_VERSIONS
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}.gistcli"
    """
    touch '${prefix}.${suffix}' '${prefix}.log'

    cat <<-END_VERSIONS > versions.yml
    "${task.process}":
        gistcli: \$(gistcli --version | sed -n '1s/^gistcli[^0-9]*\\([0-9][^ ,]*\\).*/\\1/p')
    END_VERSIONS
    """
}
