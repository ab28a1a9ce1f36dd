rule report:
    # The files themselves are read, not the answers: a tumour is judged by all its rows, in whichever file. It waits
    # for the annotations, so that a file that cannot be read fails there, once.
    input:
        files=sources,
        bases=bases(),
        done=expand("results/annotated/{sample}{suffix}", sample=SAMPLES, suffix=SUFFIX),
    output:
        "results/report.html",
    params:
        files=lambda wildcards, input: [f"--input={path}" for path in input.files],
        options=reading(),
        title=config["title"],
        unread=0 if config["fail_on_problems"] else 1,
    log:
        "logs/report.log",
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "status=0; gistcli report {params.files:q} -o {output:q} --title {params.title:q} {params.options:q}"
        " > {log:q} 2>&1 || status=$?;"
        " if [ $status -gt {params.unread} ]; then cat {log:q} >&2; exit $status; fi"
