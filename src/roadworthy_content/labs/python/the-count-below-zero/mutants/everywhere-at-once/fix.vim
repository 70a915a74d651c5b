" vim -es -u NONE -S fix.vim FILE
" Leave the end of the file as it is, and be quiet where there is nothing to change.
set nofixendofline
silent! %substitute/^\(\s*server\s*=.*:\)5222\(\s*\)$/\15223\2/e
silent! %substitute/\s\+$//e
update
qall!
