rule annotate:
    # Exit status 1 says that some row could not be read: it has a `problem`, and all others their answers.
    input:
        source,
        bases(),
    output:
        f"results/annotated/{{sample}}{SUFFIX}",
    params:
        path=lambda wildcards: PATHS[wildcards.sample],
        options=reading() + (["--hits-only"] if config["hits_only"] else []),
        format=config["format"],
        unread=0 if config["fail_on_problems"] else 1,
    log:
        "logs/annotate/{sample}.log",
    threads: 1
    resources:
        mem_mb=200,
    shell:
        "status=0; gistcli annotate -i {params.path:q} -o {output:q} -f {params.format} --no-progress {params.options:q}"
        " > {log:q} 2>&1 || status=$?;"
        " if [ $status -gt {params.unread} ]; then cat {log:q} >&2; exit $status; fi"
