J='judge.hua'
