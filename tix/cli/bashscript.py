"""Completion for bash, where click's own cuts words at colons and shows no titles."""

from __future__ import annotations

#: Asks for zsh's answers, three lines each, since bash's have no descriptions.
BASH = r"""
_tix_completion() {
    local IFS=$'\n' line="${COMP_LINE:0:COMP_POINT}" at gap word last strip wide=0
    local -a words=() answer=() values=() said=()
    # bash cuts at : and = what is one word for tix
    for ((at = 0; at <= COMP_CWORD; at++)); do
        word="${COMP_WORDS[at]}"
        gap="${line%%[![:space:]]*}"
        line="${line#"$gap"}"
        line="${line#"$word"}"
        if ((at > 0)) && [[ -z $gap ]]; then
            words[${#words[@]} - 1]+="$word"
        else
            words+=("$word")
        fi
    done
    last="${COMP_WORDS[COMP_CWORD]}"
    strip="${words[${#words[@]} - 1]}"
    [[ $last == [:=] ]] || strip="${strip%"$last"}"
    mapfile -t answer < <(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) \
        _TIX_COMPLETE=zsh_complete "$1" 2> /dev/null)
    for ((at = 0; at + 2 < ${#answer[@]}; at += 3)); do
        case "${answer[at]}" in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            *)
                word="${answer[at + 1]}"
                [[ ${answer[at + 2]} == _ ]] || word="${word//\\:/:}"
                values+=("${word#"$strip"}")
                said+=("${answer[at + 2]}")
                ((${#word} - ${#strip} > wide)) && wide=$((${#word} - ${#strip}))
                ;;
        esac
    done
    COMPREPLY=("${values[@]}")
    if ((${#values[@]} == 1)); then
        [[ ${values[0]} == *[:=] ]] && compopt -o nospace
    elif [[ $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then  # these put what is shown into the line
        for ((at = 0; at < ${#values[@]}; at++)); do
            [[ ${said[at]} == _ ]] && continue
            printf -v line '%-*s  %s' "$wide" "${values[at]}" "${said[at]}"
            COMPREPLY[at]="${line:0:${COLUMNS:-80} - 2}"
        done
    fi
    return 0
}

complete -o nosort -F _tix_completion tix
"""
