rule gather:
    input:
        expand("results/annotated/{sample}{suffix}", sample=SAMPLES, suffix=SUFFIX),
    output:
        f"results/all{SUFFIX}",
    log:
        "logs/gather.log",
    threads: 1
    resources:
        mem_mb=200,
    script:
        "../scripts/gather.py"
